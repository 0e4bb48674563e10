/** A `kubectl` command of the Helm charts’ manual, and its expected output, or why it cannot run here. */
export type ManualCommand = {
  readonly command: string;
  /** What is typed here in its place (docs/from-helm.md). */
  readonly typedHere?: string;
} & ({ readonly finds: readonly RegExp[]; readonly misses?: RegExp } | { readonly leftOut: string });

const LOGS = 'needs a container that writes a log';
const INSIDE = 'needs a container to run in';
const METRICS = 'needs metrics-server';
const PLUGIN = 'needs kubectl’s cnpg plugin and the operator';
const FROM_GIT = 'comes with kubectl apply -k argocd';

const PODS = [/^api-\w+-\w+ +1\/1 +Running/m, /^web-\w+-\w+ +1\/1 +Running/m];
const DATABASE = /^tenant-acme-postgresql .*Cluster in healthy state/m;
const EVENTS = [/^LAST SEEN +TYPE +REASON/, / Completed +job\/db-migration /];

/** In the manual’s order; `{id}` is acme, `previous-commit-hash` the commit before the last. */
export const MANUAL_COMMANDS: readonly ManualCommand[] = [
  // Quick Start
  { command: 'kubectl create namespace mechanicbuddy-system', leftOut: FROM_GIT },
  {
    command:
      'kubectl wait --for=condition=available --timeout=300s deployment/management-api -n mechanicbuddy-system',
    finds: [/condition met/],
  },
  { command: 'kubectl create namespace mechanicbuddy-free-tier', leftOut: FROM_GIT },
  { command: 'cat <<EOF | kubectl apply -f -', leftOut: FROM_GIT },
  {
    command:
      'kubectl wait --for=condition=available --timeout=300s deployment/free-tier-api -n mechanicbuddy-free-tier',
    finds: [/condition met/],
  },
  // Maintenance: system
  {
    command: 'kubectl get pods -n mechanicbuddy-system',
    finds: [/^management-api-.* 1\/1 +Running/m, /^management-portal-.* 1\/1 +Running/m],
  },
  {
    command: 'kubectl get cluster -n mechanicbuddy-system',
    finds: [/^mechanicbuddy-system-postgresql .*Cluster in healthy state/m],
  },
  {
    command: 'kubectl logs -n mechanicbuddy-system -l app.kubernetes.io/component=management-api',
    leftOut: LOGS,
  },
  {
    command: 'kubectl port-forward -n mechanicbuddy-system svc/management-portal 3000:80',
    leftOut: INSIDE,
  },
  // Maintenance: free tier
  {
    command: 'kubectl get pods -n mechanicbuddy-free-tier',
    finds: [/^free-tier-api-.* 1\/1 +Running/m, /^free-tier-web-.* 1\/1 +Running/m],
  },
  {
    command: 'kubectl get hpa -n mechanicbuddy-free-tier',
    finds: [
      /^free-tier-api +Deployment\/free-tier-api .* 2 +10 /m,
      /^free-tier-web +Deployment\/free-tier-web .* 2 +10 /m,
    ],
  },
  { command: 'kubectl top pods -n mechanicbuddy-free-tier', leftOut: METRICS },
  ...['api --tail=100', 'web --tail=100', 'api -f'].map((rest) => ({
    command: `kubectl logs -n mechanicbuddy-free-tier -l app.kubernetes.io/component=${rest}`,
    leftOut: LOGS,
  })),
  {
    command: `kubectl exec -n mechanicbuddy-system deployment/management-api -- psql -U mechanicbuddy -c "SELECT COUNT(*) FROM tenants WHERE tier = 'free';"`,
    leftOut: INSIDE,
  },
  {
    command: 'kubectl scale deployment free-tier-api -n mechanicbuddy-free-tier --replicas=5',
    finds: [/^deployment.apps\/free-tier-api scaled$/m],
  },
  {
    command: 'kubectl scale deployment free-tier-web -n mechanicbuddy-free-tier --replicas=5',
    finds: [/^deployment.apps\/free-tier-web scaled$/m],
  },
  // Maintenance: paid tenants
  {
    command: 'kubectl get namespaces -l mechanicbuddy.app/namespace-type=tenant',
    finds: [/^tenant-acme +Active/m, /^tenant-bigshop +Active/m, /^tenant-norden-truck +Active/m],
    misses: /^(mechanicbuddy-|argocd)/m,
  },
  { command: 'kubectl get pods -n tenant-{id}', finds: PODS },
  { command: 'kubectl get cluster -n tenant-{id}', finds: [DATABASE] },
  {
    command: 'kubectl get ingress -n tenant-{id}',
    finds: [/^mechanicbuddy +nginx +acme\.mechanicbuddy\.app .* 80, 443 /m],
  },
  { command: 'kubectl get certificate -n tenant-{id}', finds: [/^acme-tls +True +acme-tls /m] },
  ...['api', 'web'].map((component) => ({
    command: `kubectl logs -n tenant-{id} -l app.kubernetes.io/component=${component} --tail=100`,
    leftOut: LOGS,
  })),
  {
    command:
      "kubectl get secret -n tenant-{id} tenant-{id}-postgresql-app -o jsonpath='{.data.password}' | base64 -d",
    finds: [/^as-the-operator-makes-it$/],
  },
  { command: 'kubectl get backup -n tenant-{id}', finds: [/^tenant-acme-postgresql-\d+ /m] },
  { command: 'kubectl top pods -n tenant-{id}', leftOut: METRICS },
  {
    command: 'kubectl describe quota -n tenant-{id}',
    finds: [/^requests\.cpu +\S+ +8060m$/m, /^requests\.storage +\S+ +100Gi$/m],
  },
  { command: 'kubectl delete namespace tenant-{id}', leftOut: 'has a test of its own below' },
  // Monitoring all deployments
  {
    command: 'kubectl get namespaces -l mechanicbuddy.app/managed-by=helm',
    leftOut: 'Helm manages nothing here: the label’s value is argocd (below)',
  },
  {
    command: 'kubectl get namespaces -l mechanicbuddy.app/managed-by=argocd',
    finds: [/^mechanicbuddy-system +Active/m, /^mechanicbuddy-free-tier +Active/m, /^tenant-acme +Active/m],
    misses: /^(argocd|kube-system)/m,
  },
  {
    command: 'kubectl get pods -A -l app.kubernetes.io/part-of=mechanicbuddy',
    finds: [/^mechanicbuddy-system +management-api-/m, /^tenant-acme +api-/m, /^tenant-bigshop +web-/m],
  },
  {
    command: 'kubectl get ingress -A -l app.kubernetes.io/part-of=mechanicbuddy',
    finds: [/^mechanicbuddy-free-tier .*\*\.mechanicbuddy\.app/m, /^tenant-acme .*acme\.mechanicbuddy\.app/m],
  },
  {
    command: 'kubectl top pods -A -l app.kubernetes.io/part-of=mechanicbuddy --containers',
    leftOut: METRICS,
  },
  // Troubleshooting
  {
    command: 'kubectl describe ingress -n mechanicbuddy-free-tier',
    finds: [/^ +\*\.mechanicbuddy\.app/m, /^ +\/ +free-tier-web:http/m, /free-tier-api:http/],
  },
  {
    command:
      'kubectl logs -n mechanicbuddy-free-tier -l app.kubernetes.io/component=api | grep "X-Tenant-ID"',
    leftOut: LOGS,
  },
  {
    command:
      'kubectl exec -n mechanicbuddy-free-tier deployment/free-tier-api -- curl -s http://localhost:5000/health',
    leftOut: INSIDE,
  },
  {
    command:
      'kubectl logs -n mechanicbuddy-system -l app.kubernetes.io/component=management-api | grep provisioning',
    leftOut: LOGS,
  },
  { command: "kubectl get events -n tenant-{id} --sort-by='.lastTimestamp'", finds: EVENTS },
  { command: 'kubectl get jobs -n tenant-{id}', finds: [/^db-migration +Complete +1\/1 /m] },
  { command: 'kubectl logs -n tenant-{id} job/db-migration', leftOut: LOGS },
  {
    command: 'kubectl get certificate -A -l app.kubernetes.io/part-of=mechanicbuddy',
    finds: [/^mechanicbuddy-free-tier +wildcard-tls +True/m, /^tenant-acme +acme-tls +True/m],
  },
  {
    command: 'kubectl describe certificate -n tenant-{id} {tenant-id}-tls',
    finds: [/^Name: +acme-tls$/m, /acme\.mechanicbuddy\.app/, /Type: +Ready/],
  },
  {
    command: 'kubectl logs -n cert-manager deployment/cert-manager',
    leftOut: 'needs cert-manager itself',
  },
  // Upgrades
  {
    command: 'kubectl rollout status deployment/management-api -n mechanicbuddy-system',
    finds: [/^deployment "management-api" successfully rolled out$/m],
  },
  {
    command: 'kubectl get application mechanicbuddy-free-tier -n argocd',
    typedHere: 'kubectl get application mechanicbuddy-platform-free-tier -n argocd',
    finds: [/^mechanicbuddy-platform-free-tier +Synced +Healthy/m],
  },
  {
    command: `kubectl patch application mechanicbuddy-free-tier -n argocd --type merge -p '{"operation":{"initiatedBy":{"username":"admin"},"sync":{"revision":"main"}}}'`,
    typedHere: `kubectl patch application mechanicbuddy-platform-free-tier -n argocd --type merge -p '{"operation":{"initiatedBy":{"username":"admin"},"sync":{"revision":"main"}}}'`,
    finds: [/^application.argoproj.io\/mechanicbuddy-platform-free-tier patched$/m],
  },
  ...['api', 'web'].map((component) => ({
    command: `kubectl rollout status deployment/free-tier-${component} -n mechanicbuddy-free-tier`,
    finds: [/successfully rolled out$/m],
  })),
  ...['api', 'web'].map((component) => ({
    command: `kubectl rollout status deployment/${component} -n tenant-{id}`,
    finds: [/successfully rolled out$/m],
  })),
  {
    command:
      "TENANTS=$(kubectl get namespaces -l mechanicbuddy.app/namespace-type=tenant -o jsonpath='{.items[*].metadata.name}') && echo $TENANTS",
    finds: [/(^| )tenant-acme tenant-bigshop /],
  },
  // Migrate tenant between tiers
  {
    command:
      'kubectl logs -n mechanicbuddy-system -l app.kubernetes.io/component=management-api | grep "migration.*{tenant-id}"',
    leftOut: LOGS,
  },
  // Rollback
  {
    command: `kubectl patch application mechanicbuddy-free-tier -n argocd --type merge -p '{"spec":{"source":{"targetRevision":"previous-commit-hash"}}}'`,
    leftOut: 'has a test of its own below',
  },
  { command: 'kubectl rollout undo deployment/api -n tenant-{id}', leftOut: 'has a test of its own below' },
  // Backup
  {
    command: 'kubectl get backup -n mechanicbuddy-system',
    finds: [/^mechanicbuddy-system-postgresql-\d+ /m],
  },
  {
    command: 'kubectl cnpg backup mechanicbuddy-system-postgresql -n mechanicbuddy-system',
    leftOut: PLUGIN,
  },
  {
    command: "kubectl get cluster tenant-{id}-postgresql -n tenant-{id} -o jsonpath='{.spec.backup}'",
    finds: [/^\{"target":"prefer-standby"\}$/],
  },
  { command: 'kubectl cnpg backup tenant-{id}-postgresql -n tenant-{id}', leftOut: PLUGIN },
];
