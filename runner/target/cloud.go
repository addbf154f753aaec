package target

import (
	"net/url"
	"strings"

	"graphconform/fixtures/wire"
)

// Cloud is one deployment of Microsoft Graph. Tokens of one are of no use in another.
type Cloud struct {
	Name      string // as pages and target files call it
	Root      string // service root without version segment
	Authority string // where tokens come from
}

// Scope is what a token for the cloud is asked for.
func (c Cloud) Scope() string { return c.Root + "/.default" }

// Clouds returns the deployments that the concept page on national clouds lists.
func Clouds() []Cloud {
	return []Cloud{
		{"global", "https://graph.microsoft.com", "https://login.microsoftonline.com"},
		{"usgov-l4", "https://graph.microsoft.us", "https://login.microsoftonline.us"},
		{"usgov-l5", "https://dod-graph.microsoft.us", "https://login.microsoftonline.us"},
		{"china", "https://microsoftgraph.chinacloudapi.cn", "https://login.chinacloudapi.cn"},
	}
}

func cloudNames() string {
	var names []string
	for _, cloud := range Clouds() {
		names = append(names, cloud.Name)
	}
	return strings.Join(names, ", ")
}

// CloudNamed returns the deployment of that name.
func CloudNamed(name string) (Cloud, bool) {
	for _, cloud := range Clouds() {
		if cloud.Name == name {
			return cloud, true
		}
	}
	return Cloud{}, false
}

// CloudAt returns the deployment whose service root a URL is.
func CloudAt(root string) (Cloud, bool) {
	parsed, err := url.Parse(root)
	if err != nil {
		return Cloud{}, false
	}
	for _, cloud := range Clouds() {
		if strings.EqualFold(strings.TrimSuffix(parsed.Hostname(), "."), strings.TrimPrefix(cloud.Root, "https://")) {
			return cloud, true
		}
	}
	return Cloud{}, false
}

// Loopback reports whether a URL leads to this machine's loopback interface.
func Loopback(root string) bool { return wire.Loopback(root) }
