{{/* The ingress controller's pods. */}}
{{- define "network.edge" -}}
- namespaceSelector:
    matchLabels:
      kubernetes.io/metadata.name: ingress-nginx
  podSelector:
    matchLabels:
      app.kubernetes.io/component: controller
      app.kubernetes.io/name: ingress-nginx
{{- end }}

{{/* Pods of this tenant. Arguments: root, component. */}}
{{- define "network.component" -}}
- podSelector:
    matchLabels:
      {{- include "tenant.selector" . | nindent 6 }}
{{- end }}

{{- define "network.database" -}}
- podSelector:
    matchLabels:
      cnpg.io/cluster: {{ include "tenant.cluster" . }}
{{- end }}

{{- define "network.toDatabase" -}}
- to:
    {{- include "network.database" . | nindent 4 }}
  ports:
    - port: 5432
      protocol: TCP
{{- end }}

{{/* All addresses except private networks. */}}
{{- define "network.internet" -}}
- ipBlock:
    cidr: 0.0.0.0/0
    except:
      {{- toYaml .Values.network.private | nindent 6 }}
{{- end }}
