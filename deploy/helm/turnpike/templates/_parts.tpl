{{- define "turnpike.labels" -}}
app.kubernetes.io/name: turnpike
app.kubernetes.io/instance: {{ .root.Release.Name }}
app.kubernetes.io/component: {{ .role }}
{{- end }}

{{- define "turnpike.metadata" -}}
name: {{ .root.Release.Name }}-{{ .role }}
labels:
  {{- include "turnpike.labels" . | nindent 2 }}
  app.kubernetes.io/version: {{ .root.Chart.AppVersion | quote }}
  app.kubernetes.io/managed-by: {{ .root.Release.Service }}
{{- end }}

{{/* What every role's file begins with. Probes come to the management port from the node. */}}
{{- define "turnpike.toml" -}}
[node]
region = {{ .root.Values.region | quote }}

[management]
address = "::"

[hub]
{{- if not .root.Values.hub.servers }}{{ fail "hub.servers: name the NATS servers" }}{{ end }}
servers = {{ .root.Values.hub.servers | toJson }}
{{- if .root.Values.hub.caSecret }}
ca = "/etc/turnpike/hub/ca.crt"
{{- end }}
{{- end }}

{{/* The pod of a role: of `own` its values, `tls` whether it has a certificate, `data` where its data is. */}}
{{- define "turnpike.pod" -}}
metadata:
  labels:
    {{- include "turnpike.labels" . | nindent 4 }}
  annotations:
    # A changed file starts new pods.
    checksum/config: {{ include (printf "turnpike.%s.toml" .role) .root | sha256sum }}
spec:
  automountServiceAccountToken: false
  enableServiceLinks: false
  terminationGracePeriodSeconds: {{ add .root.Values.drainSeconds .root.Values.preStopSeconds 10 }}
  {{- with .root.Values.imagePullSecrets }}
  imagePullSecrets:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  securityContext:
    runAsNonRoot: true
    runAsUser: 10001
    runAsGroup: 10001
    fsGroup: 10001
    seccompProfile:
      type: RuntimeDefault
  topologySpreadConstraints:
    - maxSkew: 1
      topologyKey: kubernetes.io/hostname
      whenUnsatisfiable: ScheduleAnyway
      labelSelector:
        matchLabels:
          {{- include "turnpike.labels" . | nindent 10 }}
  containers:
    - name: {{ .role }}
      image: "{{ .root.Values.image.repository }}-{{ .role }}:{{ .root.Values.image.tag | default .root.Chart.AppVersion }}"
      imagePullPolicy: {{ .root.Values.image.pullPolicy }}
      args: ["--config", "/etc/turnpike/turnpike.toml", "--data", "/var/lib/turnpike/data"]
      env:
        - name: TURNPIKE_NODE_ID
          valueFrom:
            fieldRef:
              fieldPath: metadata.name
      envFrom:
        - secretRef:
            name: {{ required (printf "%s: name the secret of its environment" .role) .own.secret }}
      ports:
        - name: management
          containerPort: 9763
        {{- range .ports }}
        - name: {{ .name }}
          containerPort: {{ .port }}
        {{- end }}
      startupProbe:
        httpGet: { path: /health/live, port: management }
        periodSeconds: 2
        failureThreshold: 60
      livenessProbe:
        httpGet: { path: /health/live, port: management }
        periodSeconds: 10
        timeoutSeconds: 5
        failureThreshold: 6
      readinessProbe:
        httpGet: { path: /health/ready, port: management }
        periodSeconds: 3
        timeoutSeconds: 5
      lifecycle:
        preStop:
          exec:
            command: ["sleep", {{ .root.Values.preStopSeconds | toString | quote }}]
      securityContext:
        allowPrivilegeEscalation: false
        readOnlyRootFilesystem: true
        capabilities:
          drop: [ALL]
      resources:
        {{- toYaml .own.resources | nindent 8 }}
      volumeMounts:
        - name: config
          mountPath: /etc/turnpike/turnpike.toml
          subPath: turnpike.toml
          readOnly: true
        - name: data
          mountPath: /var/lib/turnpike
        {{- if .tls }}
        - name: tls
          mountPath: /etc/turnpike/tls
          readOnly: true
        {{- end }}
        {{- if .root.Values.hub.caSecret }}
        - name: hub-ca
          mountPath: /etc/turnpike/hub
          readOnly: true
        {{- end }}
        {{- if .own.environmentKeySecret }}
        - name: environment-key
          mountPath: /etc/turnpike/environment
          readOnly: true
        {{- end }}
  volumes:
    - name: config
      configMap:
        name: {{ .root.Release.Name }}-{{ .role }}
    {{- if not .own.storage }}
    - name: data
      emptyDir: {}
    {{- end }}
    {{- if .tls }}
    - name: tls
      secret:
        secretName: {{ required (printf "%s: name the secret of its certificate" .role) .own.tlsSecret }}
        defaultMode: 0440
    {{- end }}
    {{- if .root.Values.hub.caSecret }}
    - name: hub-ca
      secret:
        secretName: {{ .root.Values.hub.caSecret }}
    {{- end }}
    {{- if .own.environmentKeySecret }}
    - name: environment-key
      secret:
        secretName: {{ .own.environmentKeySecret }}
        defaultMode: 0440
    {{- end }}
{{- end }}

{{- define "turnpike.config" -}}
apiVersion: v1
kind: ConfigMap
metadata:
  {{- include "turnpike.metadata" . | nindent 2 }}
data:
  turnpike.toml: |
    {{- include (printf "turnpike.%s.toml" .role) .root | nindent 4 }}
{{- end }}

{{/* One pod at a time may be away on purpose. */}}
{{- define "turnpike.budget" -}}
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata:
  {{- include "turnpike.metadata" . | nindent 2 }}
spec:
  maxUnavailable: 1
  selector:
    matchLabels:
      {{- include "turnpike.labels" . | nindent 6 }}
{{- end }}
