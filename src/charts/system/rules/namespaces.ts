/** PromQL: the platform's own namespaces and every tenant's. */
export const OURS = 'namespace=~"mechanicbuddy-.*|tenant-.*"';
