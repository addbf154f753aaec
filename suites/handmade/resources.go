package handmade

// kind is how a property's values look in JSON.
type kind int

const (
	stringKind kind = iota // String
	int32Kind              // Int32
	timeKind               // DateTimeOffset
	enumKind               // a named enumeration
)

// property is one row of a page's property table.
type property struct {
	name    string
	kind    kind
	members []string // of an enumeration, in the page's order
	example string   // as the page's example writes it, without quotes
}

// resource is one collection: where it lies, and what its objects hold. The id row is not among the properties.
type resource struct {
	name       string
	parents    string // path segment of the parents' collection
	parentID   string
	items      string // path segment of the collection itself
	idReadOnly bool   // the page calls id read-only
	hasUpdate  bool   // a page documents the update
	exampleID  string
	properties []property
}

// property finds a property by its exact name.
func (r *resource) property(name string) (property, bool) {
	for _, p := range r.properties {
		if p.name == name {
			return p, true
		}
	}
	return property{}, false
}

// odataType is the value of @odata.type.
func (r *resource) odataType() string { return "#microsoft.graph." + r.name }

// resources returns the three collections, read from their pages.
func resources() []*resource {
	return []*resource{deviceRunStates(), deviceStatuses(), userRunStates()}
}

func deviceRunStates() *resource {
	runState := []string{"unknown", "success", "fail", "scriptError", "pending", "notApplicable"}
	return &resource{
		name:    "deviceComplianceScriptDeviceState",
		parents: "deviceComplianceScripts", parentID: DeviceComplianceScriptID, items: "deviceRunStates",
		idReadOnly: true, hasUpdate: true, exampleID: "7bd39c86-9c86-7bd3-869c-d37b869cd37b",
		properties: []property{
			{"detectionState", enumKind, runState, "success"},
			{"lastStateUpdateDateTime", timeKind, nil, "2017-01-01T00:02:58.4418045-08:00"},
			{"expectedStateUpdateDateTime", timeKind, nil, "2016-12-31T23:58:26.9294641-08:00"},
			{"lastSyncDateTime", timeKind, nil, "2017-01-01T00:02:49.3205976-08:00"},
			{"scriptOutput", stringKind, nil, "Script Output value"},
			{"scriptError", stringKind, nil, "Script Error value"},
		},
	}
}

func deviceStatuses() *resource {
	complianceStatus := []string{"unknown", "notApplicable", "compliant", "remediated", "nonCompliant", "error", "conflict", "notAssigned"}
	return &resource{
		name:    "deviceComplianceDeviceStatus",
		parents: "deviceCompliancePolicies", parentID: DeviceCompliancePolicyID, items: "deviceStatuses",
		hasUpdate: true, exampleID: "c6c78124-8124-c6c7-2481-c7c62481c7c6",
		properties: []property{
			{"deviceDisplayName", stringKind, nil, "Device Display Name value"},
			{"userName", stringKind, nil, "User Name value"},
			{"deviceModel", stringKind, nil, "Device Model value"},
			{"platform", int32Kind, nil, "8"},
			{"complianceGracePeriodExpirationDateTime", timeKind, nil, "2016-12-31T23:56:44.951111-08:00"},
			{"status", enumKind, complianceStatus, "notApplicable"},
			{"lastReportedDateTime", timeKind, nil, "2017-01-01T00:00:17.7769392-08:00"},
			{"userPrincipalName", stringKind, nil, "User Principal Name value"},
		},
	}
}

func userRunStates() *resource {
	return &resource{
		name:    "hardwareConfigurationUserState",
		parents: "hardwareConfigurations", parentID: HardwareConfigurationID, items: "userRunStates",
		idReadOnly: true, exampleID: "303ad215-d215-303a-15d2-3a3015d23a30",
		properties: []property{
			{"upn", stringKind, nil, "Upn value"},
			{"userEmail", stringKind, nil, "User Email value"},
			{"userName", stringKind, nil, "User Name value"},
			{"lastStateUpdateDateTime", timeKind, nil, "2017-01-01T00:02:58.4418045-08:00"},
			{"successfulDeviceCount", int32Kind, nil, "5"},
			{"failedDeviceCount", int32Kind, nil, "1"},
			{"pendingDeviceCount", int32Kind, nil, "2"},
			{"errorDeviceCount", int32Kind, nil, "0"},
			{"notApplicableDeviceCount", int32Kind, nil, "8"},
			{"unknownDeviceCount", int32Kind, nil, "2"},
		},
	}
}
