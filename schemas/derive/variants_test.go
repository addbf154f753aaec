package derive

import (
	"os"
	"regexp"
	"strings"
	"testing"
)

// The variants write a page of Markdown otherwise, as other hands, tools and years do. None changes what it promises.

// proseLines applies change to the lines outside of code blocks and front matter.
func proseLines(change func(string) string) func(string) string {
	return func(page string) string {
		lines := strings.Split(page, "\n")
		fenced, front := false, lines[0] == "---"
		for i, line := range lines {
			switch {
			case front:
				front = i == 0 || line != "---"
			case strings.HasPrefix(line, "```"):
				fenced = !fenced
			case !fenced:
				lines[i] = change(line)
			}
		}
		return strings.Join(lines, "\n")
	}
}

// rows applies change to the cells of table rows, ruleRows to the lines below their heads.
func rows(change func(cells []string) string) func(string) string {
	return proseLines(func(line string) string {
		if !strings.HasPrefix(line, "|") || strings.HasPrefix(line, "|:") || !strings.HasSuffix(line, "|") {
			return line
		}
		return change(cellsOf(line))
	})
}

func ruleRows(rule string) func(string) string {
	return proseLines(func(line string) string {
		if strings.HasPrefix(line, "|:") {
			return rule
		}
		return line
	})
}

func joined(cells []string) string { return "|" + strings.Join(cells, "|") + "|" }

// eachCell changes single cells; the first two columns hold names and types.
func eachCell(change func(column int, cell string) string) func(string) string {
	return rows(func(cells []string) string {
		for i := range cells {
			cells[i] = change(i, cells[i])
		}
		return joined(cells)
	})
}

func around(before, after string) func(string) string {
	return eachCell(func(column int, cell string) string {
		if column == 0 && isIdentifier(cell) && cell != "Property" && cell != "Member" && cell != "Relationship" {
			return before + cell + after
		}
		return cell
	})
}

func replacing(old, new string) func(string) string {
	return func(page string) string { return strings.ReplaceAll(page, old, new) }
}

func matching(pattern, with string) func(string) string {
	expression := regexp.MustCompile(pattern)
	return func(page string) string { return expression.ReplaceAllString(page, with) }
}

var variants = []struct {
	name   string
	change func(string) string
}{
	{"CRLF", replacing("\n", "\r\n")},
	{"byte order mark", func(page string) string { return "\uFEFF" + page }},
	{"no final line end", func(page string) string { return strings.TrimRight(page, "\n") }},
	{"no front matter", matching(`(?s)^---\n.*?\n---\n`, "")},
	{"no blank lines", keeping(func(line string) bool { return strings.TrimSpace(line) != "" })},
	{"more blank lines", proseLines(func(line string) string {
		if strings.HasPrefix(line, "|") {
			return line
		}
		return line + "\n\n"
	})},
	{"trailing blanks", replacing("\n", "  \n")},
	{"headings closed", matching(`(?m)^(#+) (.*)$`, "$1 $2 $1")},
	{"headings deeper", matching(`(?m)^(#+ )`, "#$1")},
	{"headings of one level", matching(`(?m)^###? `, "## ")},
	{"headings bold", matching(`(?m)^(##+) (.*)$`, "$1 **$2**")},
	{"headings underlined", matching(`(?m)^## (.*)$`, "$1\n---")},
	{"headings in capitals", matching(`(?m)^## HTTP Request$`, "## HTTP REQUEST")},
	{"headings with anchors", matching(`(?m)^(##+ .*)$`, "$1 <a id=\"x\"></a>")},
	{"headings indented", matching(`(?m)^(#+ .*)$`, "  $1")},
	{"heading with a colon", matching(`(?m)^(##+ .*)$`, "$1:")},
	{"cells padded", rows(func(cells []string) string { return "| " + strings.Join(cells, "   | ") + "   |" })},
	{"cells padded by tabs", rows(func(cells []string) string { return "|\t" + strings.Join(cells, "\t|\t") + "\t|" })},
	{"cells padded by hard blanks", rows(func(cells []string) string {
		return "|\u00a0" + strings.Join(cells, "\u00a0|\u00a0") + "\u00a0|"
	})},
	{"no last bar", rows(func(cells []string) string { return "|" + strings.Join(cells, "|") })},
	{"no first bar", rows(func(cells []string) string { return strings.Join(cells, " | ") + " |" })},
	{"no outer bars", rows(func(cells []string) string { return strings.Join(cells, " | ") })},
	{"no outer bars at all", func(page string) string {
		return ruleRows("--- | --- | ---")(rows(func(cells []string) string { return strings.Join(cells, " | ") })(page))
	}},
	{"rows indented", proseLines(func(line string) string {
		if strings.HasPrefix(line, "|") {
			return "   " + line
		}
		return line
	})},
	{"rule of dashes", ruleRows("|---|---|---|")},
	{"rule centred", ruleRows("| :-: | --: | :--------- |")},
	{"an empty column", rows(func(cells []string) string { return joined(append(cells, "")) })},
	{"names in code", around("`", "`")},
	{"names bold", around("**", "**")},
	{"names bold by underscores", around("__", "__")},
	{"names in italics", around("*", "*")},
	{"names in italics by underscores", around("_", "_")},
	{"names bold and in italics", around("***", "***")},
	{"names linked", around("[", "](#x)")},
	{"names as tags", around("<b>", "</b>")},
	{"names as code tags", around("<code>", "</code>")},
	{"names with a break", around("", "<br>")},
	{"names with a soft hyphen", around("", "\u00ad")},
	{"names with a zero-width blank", around("\u200b", "\u200b")},
	{"names between entities", around("&nbsp;", "&#160;")},
	{"types in code", eachCell(func(column int, cell string) string {
		if column == 1 && isIdentifier(cell) && cell != "Type" && cell != "Value" {
			return "`" + cell + "`"
		}
		return cell
	})},
	{"types bold", eachCell(func(column int, cell string) string {
		if column == 1 && isIdentifier(cell) && cell != "Type" && cell != "Value" {
			return "**" + cell + "**"
		}
		return cell
	})},
	{"heads bold", eachCell(func(column int, cell string) string {
		switch cell {
		case "Property", "Type", "Description", "Member", "Value", "Relationship", "Permission type":
			return "**" + cell + "**"
		}
		return cell
	})},
	{"heads in lower case", eachCell(func(column int, cell string) string {
		switch cell {
		case "Property", "Type", "Description", "Member", "Value", "Relationship":
			return strings.ToLower(cell)
		}
		return cell
	})},
	{"heads in the plural", eachCell(func(column int, cell string) string {
		if cell == "Property" {
			return "Properties"
		}
		return cell
	})},
	{"links with titles", matching(`\]\((\.\./[^)]*)\)`, `]($1 "a title (of it)")`)},
	{"links in angle brackets", matching(`\]\((\.\./[^)]*)\)`, `](<$1>)`)},
	{"links with parentheses", matching(`\]\(\.\./([^)]*)\)`, `](../x_(y)/$1)`)},
	{"links by reference", matching(`\]\(\.\./[^)]*\)`, `][1]`)},
	{"links as tags", matching(`\[([A-Za-z0-9]+)\]\((\.\./[^)]*)\)`, `<a href="$2">$1</a>`)},
	{"links in code", matching(`\[([A-Za-z0-9]+)\]\((\.\./[^)]*)\)`, "[`$1`]($2)")},
	{"links bold", matching(`\[([A-Za-z0-9]+)\]\((\.\./[^)]*)\)`, "**[$1]($2)**")},
	{"links lost", matching(`\[([A-Za-z0-9]+)\]\((\.\./[^)]*)\)`, "$1")},
	{"values without code", matching("`([A-Za-z0-9_]+)`", "$1")},
	{"values in italics", matching("`([A-Za-z0-9_]+)`", "*$1*")},
	{"values as code tags", matching("`([A-Za-z0-9_]+)`", "<code>$1</code>")},
	{"values in quotes", matching("(: |, )`([A-Za-z0-9_]+)`", "$1\"$2\"")},
	{"last value behind and", matching("`, `([A-Za-z0-9_]+)`\\.", "` and `$1`.")},
	{"last value behind comma and or", matching("`, `([A-Za-z0-9_]+)`\\.", "`, or `$1`.")},
	{"values without blanks", replacing("`, `", "`,`")},
	{"values with breaks", matching("`, `", "`,<br/>`")},
	{"the possible values", replacing("Possible values are: `", "The possible values are: `")},
	{"possible values in bold", replacing("Possible values are: `", "**Possible values are:** `")},
	{"possible values without are", replacing("Possible values are: `", "Possible values: `")},
	{"possible values without colon", replacing("Possible values are: `", "Possible values are `")},
	{"read-only in code", matching(`This property is read-only\.`, "This property is `read-only`.")},
	{"read-only alone", matching(`This property is read-only\.`, "Read-Only.")},
	{"read-only in bold", matching(`This property is read-only\.`, "**Read-only**.")},
	{"fences of tildes", matching("(?m)^```", "~~~")},
	{"longer fences", matching("(?m)^```", "````")},
	{"fences of another language", matching("(?m)^``` ?(http|json)", "```$1, msgraph")},
	{"fences without language", matching("(?m)^``` ?(http|json)", "```")},
	{"fences indented", matching("(?m)^```", "  ```")},
	{"blank lines in fences", matching("(?m)^``` http\n", "``` http\n\n")},
	{"paths with the service's address", matching(`(?m)^(GET|POST|PATCH|DELETE) /`, "$1 https://graph.microsoft.com/beta/")},
	{"paths with the version", matching(`(?m)^(GET|POST|PATCH|DELETE) /`, "$1 /beta/")},
	{"paths with a slash behind", matching(`(?m)^((?:GET|POST|PATCH|DELETE) /.*)$`, "$1/")},
	{"paths with the protocol", matching(`(?m)^((?:GET|POST|PATCH|DELETE) /.*)$`, "$1 HTTP/1.1")},
	{"methods in lower case headers", replacing("Content-type:", "content-type:")},
	{"comments dropped", matching(`(?s)<!--.*?-->\n?`, "")},
	{"comments between rows", matching(`(?m)^(\|id\|.*)$`, "$1\n<!-- a comment -->")},
	{"notes as alerts", matching(`(?m)^> \*\*(Note|Important):\*\* (.*)$`, "> [!$1]\n> $2")},
	{"status without code", matching("`(20\\d [A-Za-z ]+)`", "$1")},
	{"status bold", matching("`(20\\d [A-Za-z ]+)`", "**$1**")},
	{"escaped punctuation", proseLines(func(line string) string {
		if strings.HasPrefix(line, "|") && !strings.Contains(line, "](") && !strings.Contains(line, "`") && !strings.HasPrefix(line, "|:") {
			return strings.NewReplacer(".", `\.`, "-", `\-`, "(", `\(`, "_", `\_`).Replace(line)
		}
		return line
	})},
	{"entities for punctuation", proseLines(func(line string) string {
		if strings.HasPrefix(line, "|") && !strings.HasPrefix(line, "|:") {
			return strings.NewReplacer(",", "&#44;", "`", "&#96;", ".", "&#46;").Replace(line)
		}
		return line
	})},
	{"hard blanks", proseLines(func(line string) string {
		if strings.HasPrefix(line, "|") || strings.HasPrefix(line, "If successful") {
			return strings.ReplaceAll(line, " ", "\u00a0")
		}
		return line
	})},
	{"blanks doubled", proseLines(func(line string) string {
		if strings.HasPrefix(line, "|") || strings.HasPrefix(line, "If successful") {
			return strings.ReplaceAll(line, " ", "  ")
		}
		return line
	})},
	{"read-only in italics", matching(`This property is read-only\.`, "This property is *read-only*.")},
	{"title bold", matching(`(?m)^# (.*)$`, "# **$1**")},
	{"title underlined", matching(`(?m)^# (.*)$`, "$1\n=====")},
	{"title as text", matching(`(?m)^# (.*)$`, "$1")},
	{"title with a version", matching(`(?m)^# (.*)$`, "# $1 - Microsoft Graph beta")},
	{"title lost", matching(`(?m)^# (.*)$`, "")},
	{"namespace as code", replacing("Namespace: microsoft.graph", "Namespace: `microsoft.graph`")},
	{"sections folded", matching(`(?m)^(## (?:Request headers|Optional query parameters)\n)`, "<details>\n\n$1")},
	{"tabs of languages", matching("(?s)(### Request\n.*?\n``` http\n)", "### Request\n\n# [HTTP](#tab/http)\n\n$1")},
	{"code snippets of languages", matching("(?m)^### Response",
		"# [C#](#tab/csharp)\n[!INCLUDE [sample-code](../includes/snippets/csharp/x.md)]\n---\n\n### Response")},
	{"numbered examples", matching(`(?m)^## Example$`, "## Examples\n\n### Example 1: an example")},
	{"example request", matching(`(?m)^### (Request|Response)$`, "#### $1")},
	{"permissions renamed", replacing("## Prerequisites", "## Permissions")},
	{"body of the request renamed", matching("(?m)^## Request body$", "## Request Body")},
	{"type in full", eachCell(func(column int, cell string) string {
		if column == 1 && (cell == "String" || cell == "Int32" || cell == "Boolean") {
			return "Edm." + cell
		}
		return cell
	})},
	{"type of the namespace", matching(`\|\[([A-Za-z0-9]+)\]\((\.\./[^)]*)\)`, "|[microsoft.graph.$1]($2)")},
	{"collections in parentheses", matching(`\|(String|Int32|Guid) collection\|`, "|Collection($1)|")},
	{"collections of linked types in parentheses", matching(`\|(\[[A-Za-z0-9]+\]\([^)]*\)) collection\|`, "|Collection($1)|")},
	{"collection in capitals", matching(` collection\|`, " Collection|")},
	{"collection in code", matching("\\|(String|Int32|Guid) collection\\|", "|`$1` collection|")},
	{"quoted", proseLines(func(line string) string {
		if strings.HasPrefix(line, "|") {
			return "> " + line
		}
		return line
	})},
}

// keeping keeps the lines outside of code blocks that keep tells.
func keeping(keep func(string) bool) func(string) string {
	return func(page string) string {
		var out []string
		fenced := false
		for _, line := range strings.Split(page, "\n") {
			fenced = fenced != strings.HasPrefix(line, "```")
			if fenced || keep(line) {
				out = append(out, line)
			}
		}
		return strings.Join(out, "\n")
	}
}

// keeps reports whether the page was written otherwise, and fails the test where it then promises something else.
func keeps(t *testing.T, name, page string, change func(string) string) (changed bool) {
	t.Helper()
	source := Parse(name, []byte(page), "graph-docs")
	if source == nil {
		return false
	}
	other := change(page)
	if want, got := promise(t, source), promise(t, Parse(name, []byte(other), "graph-docs")); want != got {
		t.Errorf("%s:\nwant %s\ngot  %s", name, want, got)
	}
	return other != page
}

// TestVariants holds pages to their promise however they are written.
func TestVariants(t *testing.T) {
	for _, v := range variants {
		t.Run(v.name, func(t *testing.T) { keeps(t, "beta/intune-house-lamp-create.md", lampPage, v.change) })
	}
}

func TestVariantsOfPages(t *testing.T) {
	files, err := list(sharedPages(t, "graph-docs"), 0, "")
	if err != nil {
		t.Fatal(err)
	}
	step := 29
	if thinned || testing.Short() {
		step *= 10
	}
	pages := map[string]string{}
	for i := 0; i < len(files); i += step {
		data, err := os.ReadFile(files[i].path)
		if err != nil {
			t.Fatal(err)
		}
		pages[files[i].name] = string(data)
	}
	for _, v := range variants {
		t.Run(v.name, func(t *testing.T) {
			changed := false
			for name, page := range pages {
				changed = keeps(t, name, page, v.change) || changed
			}
			if !changed && step == 29 {
				t.Error("no page is written otherwise")
			}
		})
	}
}
