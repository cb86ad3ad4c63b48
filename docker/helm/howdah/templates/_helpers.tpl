{{- define "howdah.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 63 | trimSuffix "-" }}
{{- end }}

{{- define "howdah.fullname" -}}
{{- if .Values.fullnameOverride }}
{{- .Values.fullnameOverride | trunc 63 | trimSuffix "-" }}
{{- else if contains (include "howdah.name" .) .Release.Name }}
{{- .Release.Name | trunc 63 | trimSuffix "-" }}
{{- else }}
{{- printf "%s-%s" .Release.Name (include "howdah.name" .) | trunc 63 | trimSuffix "-" }}
{{- end }}
{{- end }}

{{- define "howdah.selectorLabels" -}}
app.kubernetes.io/name: {{ include "howdah.name" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- define "howdah.labels" -}}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" }}
{{ include "howdah.selectorLabels" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
{{- end }}

{{- define "howdah.serviceAccountName" -}}
{{- if .Values.serviceAccount.create }}{{ default (include "howdah.fullname" .) .Values.serviceAccount.name }}{{ else }}{{ default "default" .Values.serviceAccount.name }}{{ end }}
{{- end }}

{{- define "howdah.image" -}}
{{- with .Values.image.registry }}{{ . }}/{{ end }}{{ .Values.image.repository }}:{{ default .Chart.AppVersion .Values.image.tag }}
{{- end }}

{{- /* The source of the configuration: yaml, url or ini. */}}
{{- define "howdah.source" -}}
{{- if .Values.config.howdahYaml }}yaml{{ else if .Values.config.databaseUrl.existingSecret }}url{{ else }}ini{{ end }}
{{- end }}

{{- define "howdah.userlistSecret" -}}
{{- default (printf "%s-userlist" (include "howdah.fullname" .)) .Values.config.existingUserlistSecret }}
{{- end }}

{{- define "howdah.hasUserlist" -}}
{{- if or .Values.config.existingUserlistSecret .Values.config.userlist .Values.config.adminPassword }}yes{{ end }}
{{- end }}

{{- /* A value as text. Helm reads numbers as floats, and would write large ones as 2.1e+09. */}}
{{- define "howdah.plain" -}}
{{- if kindIs "float64" . }}{{ if eq . (floor .) }}{{ int64 . }}{{ else }}{{ . }}{{ end }}{{ else }}{{ . }}{{ end }}
{{- end }}

{{- /* A value of a connection string: in quotes, with quotes inside doubled. */}}
{{- define "howdah.quoted" -}}
'{{ include "howdah.plain" . | replace "'" "''" }}'
{{- end }}
