import {
  IntOrString,
  KubeNetworkPolicy,
  type NetworkPolicyEgressRule,
  type NetworkPolicyIngressRule,
  type NetworkPolicyPeer,
  type NetworkPolicyPort,
} from 'cdk8s-plus-28/lib/imports/k8s.js';
import { Construct } from 'constructs';
import type { Platform } from '../../platform/schema.ts';
import { exceptMetadata } from './metadata-addresses.ts';
import { type Labels, metadata, type Owner, selector, WAVE } from './owner.ts';

/** Pods of a component of the same namespace. */
export function component(owner: Owner, name: string): NetworkPolicyPeer {
  return { podSelector: { matchLabels: selector(owner, name) } };
}

/** Pods with these labels in one namespace. */
export function podsIn(namespace: string, labels: Labels): NetworkPolicyPeer {
  return {
    namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': namespace } },
    podSelector: { matchLabels: labels },
  };
}

/** Every pod of one namespace. */
export function namespace(name: string): NetworkPolicyPeer {
  return { namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': name } } };
}

/** The pods of the ingress controller. */
export function edge({ edge: { controller } }: Platform): NetworkPolicyPeer {
  return podsIn(controller.namespace, controller.podLabels);
}

/** Addresses on the Internet: never the cluster's own networks or the cloud's metadata address. */
export function internet({ network }: Platform): NetworkPolicyPeer {
  const cidr = '0.0.0.0/0';
  return { ipBlock: { cidr, except: exceptMetadata(cidr, network.internetExcept) } };
}

/** Networks as an operator wrote them, without the cloud's metadata addresses. */
export function networks(cidrs: readonly string[]): NetworkPolicyPeer[] {
  return cidrs.map((cidr) => {
    const except = exceptMetadata(cidr);
    return { ipBlock: { cidr, ...(except.length === 0 ? {} : { except }) } };
  });
}

export function tcp(...ports: (number | string)[]): NetworkPolicyPort[] {
  return ports.map((port) => ({
    protocol: 'TCP',
    port: typeof port === 'number' ? IntOrString.fromNumber(port) : IntOrString.fromString(port),
  }));
}

/** What an API asks the Internet for: its mail server, and the browser that prints PDFs. */
export function outwards({ features, email }: Platform): NetworkPolicyPort[] {
  return features.pdf ? tcp(443, email.port) : tcp(email.port);
}

export interface Opening {
  readonly name: string;
  /** The pods it is for. */
  readonly pods: Labels;
  readonly from?: NetworkPolicyIngressRule[];
  readonly to?: NetworkPolicyEgressRule[];
}

/** Default deny in both directions, except DNS and the narrow openings listed (docs/decisions/hardening.md). */
export class NetworkPolicies extends Construct {
  constructor(scope: Construct, owner: Owner, openings: readonly Opening[]) {
    super(scope, 'network');
    const at = (name: string) => metadata(owner, name, 'network', WAVE.policies);
    new KubeNetworkPolicy(this, 'default-deny', {
      metadata: at('default-deny'),
      spec: { podSelector: {}, policyTypes: ['Ingress', 'Egress'] },
    });
    new KubeNetworkPolicy(this, 'allow-dns', {
      metadata: at('allow-dns'),
      spec: {
        podSelector: {},
        policyTypes: ['Egress'],
        egress: [{ to: [namespace('kube-system')], ports: dnsPorts() }],
      },
    });
    for (const { name, pods, from, to } of openings) {
      const policyTypes = [
        ...(from === undefined ? [] : ['Ingress']),
        ...(to === undefined ? [] : ['Egress']),
      ];
      new KubeNetworkPolicy(this, name, {
        metadata: at(name),
        spec: {
          podSelector: { matchLabels: pods },
          policyTypes,
          ...(from === undefined ? {} : { ingress: from }),
          ...(to === undefined ? {} : { egress: to }),
        },
      });
    }
  }
}

/** DNS over both of its ways. */
export function dnsPorts(): NetworkPolicyPort[] {
  return ['UDP', 'TCP'].map((protocol) => ({ protocol, port: IntOrString.fromNumber(53) }));
}

/** The ingress controller may reach the pod that answers an HTTP-01 challenge. */
export function solverOpening(platform: Platform): Opening {
  return {
    name: 'acme-solver',
    pods: { 'acme.cert-manager.io/http01-solver': 'true' },
    from: [{ from: [edge(platform)], ports: tcp(8089) }],
  };
}
