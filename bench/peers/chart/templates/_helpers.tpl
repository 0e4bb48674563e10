{{- define "tenant.cluster" -}}
{{ .Release.Namespace }}-postgresql
{{- end }}

{{- define "tenant.host" -}}
{{ required "tenant.id is needed" .Values.tenant.id }}.{{ .Values.domain }}
{{- end }}

{{- define "tenant.replicas" -}}
{{ ternary 0 (int .replicas) .root.Values.tenant.suspended }}
{{- end }}

{{/* Labels of a selector, which is immutable. Arguments: root, component. */}}
{{- define "tenant.selector" -}}
app.kubernetes.io/component: {{ .component }}
app.kubernetes.io/instance: {{ .root.Release.Namespace }}
{{- end }}

{{/* Labels of every object. Arguments: root, component. */}}
{{- define "tenant.labels" -}}
{{ include "tenant.selector" . }}
app.kubernetes.io/managed-by: argocd
app.kubernetes.io/name: {{ .root.Chart.Name }}
app.kubernetes.io/part-of: mechanicbuddy
mechanicbuddy.app/managed-by: argocd
mechanicbuddy.app/namespace-type: tenant
mechanicbuddy.app/tenant: {{ .root.Values.tenant.id }}
mechanicbuddy.app/tier: {{ .root.Values.tenant.tier }}
{{- end }}

{{/* Labels of pods that run a release. Arguments: root, component. */}}
{{- define "tenant.versionedLabels" -}}
{{ include "tenant.labels" . }}
app.kubernetes.io/version: {{ .root.Chart.AppVersion }}
{{- end }}
