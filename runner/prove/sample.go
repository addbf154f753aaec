package prove

import (
	"cmp"
	"slices"

	"graphconform/fixtures/tenant"
	"graphconform/schemas"
	"graphconform/suites/conform"
	"graphconform/suites/plan"
	"graphconform/suites/resource"
)

// seeds are the resources on which every case is run: between them they have documented and undocumented operations, every
// family of checks for objects, enums, times, numbers, ids that are read-only and ids that are keys.
var seeds = [...]string{"beta/deviceComplianceScriptDeviceState", "beta/deviceComplianceDeviceStatus",
	"beta/hardwareConfigurationUserState"}

// sample are resources that between them have every primitive type that can be set, nested, polymorphic and collection values,
// parents at several depths, collections of several types, single objects, actions and functions, and paths beside the first one.
var sample = [...]string{
	"beta/androidManagedStoreAccountEnterpriseSettings", "beta/deviceLogCollectionResponse", "beta/deviceManagement",
	"beta/deviceManagementConfigurationPolicy",
	"beta/deviceManagementResourceAccessProfileBase", "beta/deviceShellScript", "beta/groupPolicyDefinitionValue",
	"beta/groupPolicyPresentationValueList", "beta/iosUpdateConfiguration",
	"beta/managedAppPolicyDeploymentSummary", "beta/mobileApp", "beta/windowsOfficeClientConfiguration", "v1.0/auditEvent",
	"v1.0/deviceComplianceActionItem",
	"v1.0/deviceCompliancePolicyAssignment", "v1.0/iosDeviceFeaturesConfiguration", "v1.0/iosLobApp", "v1.0/mobileAppContent",
	"v1.0/mobileAppContentFile", "v1.0/notificationMessageTemplate", "v1.0/webApp", "v1.0/windowsAutopilotDeviceIdentity",
}

// Select returns globs on the checks of the seeds and the sample.
func Select() []string {
	var globs []string
	for _, id := range append(seeds[:], sample[:]...) {
		globs = append(globs, id+"/**")
	}
	return globs
}

// shapesOf returns which shapes each planned resource has.
func (o Options) shapesOf() map[*plan.Unit]map[tenant.Shape]bool {
	shapes := map[*plan.Unit]map[tenant.Shape]bool{}
	for _, unit := range o.Plan.Units {
		id := unit.Resource.ID()
		found, err := tenant.Shapes(o.Catalog, func(version, name string) bool { return version+"/"+name == id })
		if err == nil { // else the tenants tell
			shapes[unit] = found
		}
	}
	return shapes
}

// most is how many resources of the sample a fault or variant that needs a shape is run on.
const most = 2

// units returns the resources that case number i is run on: all that were selected; else the seeds for what shows everywhere, with
// one of the sample after the other where everything is proved, and the smallest that have the shape for what shows on it alone.
func (o Options) units(i int, needs tenant.Shape, shapes map[*plan.Unit]map[tenant.Shape]bool) []*plan.Unit {
	if !o.Sampled {
		return o.Plan.Units
	}
	var base, others []*plan.Unit
	for _, unit := range o.Plan.Units {
		if slices.Contains(seeds[:], unit.Resource.ID()) {
			base = append(base, unit)
		} else {
			others = append(others, unit)
		}
	}
	if needs == "" && o.All {
		return append(base, others[i%len(others)])
	}
	if needs == "" {
		return base
	}
	fitting := slices.DeleteFunc(slices.Clone(o.Plan.Units), func(unit *plan.Unit) bool { return !shapes[unit][needs] })
	slices.SortStableFunc(fitting, func(a, b *plan.Unit) int {
		return cmp.Or(cmp.Compare(rank(a, needs), rank(b, needs)), cmp.Compare(len(a.Checks), len(b.Checks)))
	})
	return fitting[:min(most, len(fitting))]
}

// rank puts resources first whose objects are created: there everything shows. What shows on single objects shows on those themselves.
func rank(unit *plan.Unit, needs tenant.Shape) int {
	if needs == tenant.ShapeSingle && unit.Resource.Kind == resource.Singleton {
		return -1
	}
	if slices.ContainsFunc(unit.Checks, func(c *conform.Check) bool { return c.Operation == schemas.Create }) {
		return 0
	}
	return 1
}
