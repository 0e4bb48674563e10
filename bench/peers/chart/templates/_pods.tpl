{{- define "pod.security" -}}
fsGroup: 1000
runAsGroup: 1000
runAsNonRoot: true
runAsUser: 1000
seccompProfile:
  type: RuntimeDefault
{{- end }}

{{- define "container.security" -}}
allowPrivilegeEscalation: false
capabilities:
  drop:
    - ALL
readOnlyRootFilesystem: true
{{- end }}

{{/* A folder that a program may write to. Argument: name. */}}
{{- define "pod.scratch" -}}
- name: {{ . }}
  emptyDir:
    sizeLimit: 1Gi
{{- end }}

{{/* Spreads pods over zones, then over nodes, if possible. Arguments: root, component. */}}
{{- define "pod.spread" -}}
{{- $selector := include "tenant.selector" . }}
{{- range list "topology.kubernetes.io/zone" "kubernetes.io/hostname" }}
- labelSelector:
    matchLabels:
      {{- $selector | nindent 6 }}
  matchLabelKeys:
    - pod-template-hash
  maxSkew: 1
  topologyKey: {{ . }}
  whenUnsatisfiable: ScheduleAnyway
{{- end }}
{{- end }}

{{/* The database settings of the API and the migration. */}}
{{- define "database.env" -}}
- name: DbOptions__Host
  value: {{ include "tenant.cluster" . }}-rw
- name: DbOptions__Port
  value: "5432"
- name: DbOptions__Name
  value: {{ .Values.database.name }}
- name: DbOptions__UserId
  value: {{ .Values.database.name }}
- name: DbOptions__Password
  valueFrom:
    secretKeyRef:
      name: {{ include "tenant.cluster" . }}-app
      key: password
{{- end }}

{{/* The migration: a Job's container, and the API's first init container. */}}
{{- define "migration.container" -}}
- name: db-migration
  image: {{ .Values.images.registry }}/dbup:{{ .Chart.AppVersion }}
  imagePullPolicy: {{ .Values.images.pullPolicy }}
  env:
    - name: HOME
      value: /tmp
    {{- include "database.env" . | nindent 4 }}
    - name: DB_HOST
      value: {{ include "tenant.cluster" . }}-rw
    - name: DB_PORT
      value: "5432"
    - name: DB_NAME
      value: {{ .Values.database.name }}
    - name: DB_USER
      value: {{ .Values.database.name }}
    - name: DB_PASSWORD
      valueFrom:
        secretKeyRef:
          name: {{ include "tenant.cluster" . }}-app
          key: password
    - name: TENANT_ID
      value: {{ .Values.tenant.id | quote }}
  resources:
    {{- toYaml .Values.migration.resources | nindent 4 }}
  securityContext:
    {{- include "container.security" . | nindent 4 }}
  volumeMounts:
    - name: tmp
      mountPath: /tmp
{{- end }}
