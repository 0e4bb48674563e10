// Renders the chart for many tenants in one process, as a program around Helm's own engine would.
// Usage: fleet CHART VALUES-FOLDER OUT-FOLDER [TEMPLATE…]: with templates named, no others are rendered.
package main

import (
	"fmt"
	"log"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"helm.sh/helm/v3/pkg/chart"
	"helm.sh/helm/v3/pkg/chart/loader"
	"helm.sh/helm/v3/pkg/chartutil"
	"helm.sh/helm/v3/pkg/engine"
)

func main() {
	log.SetFlags(0)
	if len(os.Args) < 4 {
		log.Fatal("usage: fleet CHART VALUES-FOLDER OUT-FOLDER [TEMPLATE…]")
	}
	if err := renderFleet(os.Args[1], os.Args[2], os.Args[3], os.Args[4:]); err != nil {
		log.Fatal(err)
	}
}

func renderFleet(chartFolder, valuesFolder, outFolder string, only []string) error {
	tenantChart, err := loader.Load(chartFolder)
	if err != nil {
		return err
	}
	keepOnly(tenantChart, only)
	tiers, err := tierValues(tenantChart)
	if err != nil {
		return err
	}
	files, err := filepath.Glob(filepath.Join(valuesFolder, "*.yaml"))
	if err != nil {
		return err
	}
	for _, file := range files {
		id := strings.TrimSuffix(filepath.Base(file), ".yaml")
		text, err := renderTenant(tenantChart, tiers, file, "tenant-"+id)
		if err != nil {
			return fmt.Errorf("%s: %w", id, err)
		}
		if err := write(filepath.Join(outFolder, id), text); err != nil {
			return err
		}
	}
	return nil
}

// keepOnly leaves out what is not named before anything is parsed; partials stay, for the others include them.
func keepOnly(tenantChart *chart.Chart, only []string) {
	if len(only) == 0 {
		return
	}
	tenantChart.Templates = slices.DeleteFunc(tenantChart.Templates, func(file *chart.File) bool {
		return strings.HasSuffix(file.Name, ".yaml") && !slices.Contains(only, filepath.Base(file.Name))
	})
}

// tierValues reads values/{tier}.yaml once, for the whole fleet.
func tierValues(tenantChart *chart.Chart) (map[string]chartutil.Values, error) {
	tiers := map[string]chartutil.Values{}
	for _, file := range tenantChart.Files {
		tier, isTier := strings.CutPrefix(strings.TrimSuffix(file.Name, ".yaml"), "values/")
		if !isTier {
			continue
		}
		values, err := chartutil.ReadValues(file.Data)
		if err != nil {
			return nil, err
		}
		tiers[tier] = values
	}
	return tiers, nil
}

func renderTenant(tenantChart *chart.Chart, tiers map[string]chartutil.Values, file, namespace string) (string, error) {
	own, err := chartutil.ReadValuesFile(file)
	if err != nil {
		return "", err
	}
	tier, err := own.PathValue("tenant.tier")
	if err != nil {
		return "", err
	}
	merged := chartutil.CoalesceTables(own, tiers[fmt.Sprint(tier)])
	release := chartutil.ReleaseOptions{Name: namespace, Namespace: namespace, IsInstall: true, Revision: 1}
	values, err := chartutil.ToRenderValues(tenantChart, merged, release, chartutil.DefaultCapabilities)
	if err != nil {
		return "", err
	}
	rendered, err := engine.Render(tenantChart, values)
	if err != nil {
		return "", err
	}
	return stream(rendered), nil
}

// stream joins what the templates gave, in the order of their names.
func stream(rendered map[string]string) string {
	var text strings.Builder
	names := make([]string, 0, len(rendered))
	for name := range rendered {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		if strings.HasSuffix(name, ".yaml") && strings.TrimSpace(rendered[name]) != "" {
			fmt.Fprintf(&text, "---\n# Source: %s\n%s\n", name, rendered[name])
		}
	}
	return text.String()
}

func write(folder, text string) error {
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(folder, "manifests.yaml"), []byte(text), 0o644)
}
