import { readFileSync } from 'node:fs';
import { Deployment } from 'kubernetes-models/apps/v1/Deployment';
import { Job } from 'kubernetes-models/batch/v1/Job';
import { NetworkPolicy } from 'kubernetes-models/networking.k8s.io/v1/NetworkPolicy';
import { PodDisruptionBudget } from 'kubernetes-models/policy/v1/PodDisruptionBudget';
import { ConfigMap } from 'kubernetes-models/v1/ConfigMap';
import { Namespace } from 'kubernetes-models/v1/Namespace';
import { Service } from 'kubernetes-models/v1/Service';
import { parse } from 'yaml';

const KINDS = { Deployment, Job, NetworkPolicy, PodDisruptionBudget, ConfigMap, Namespace, Service };

export type Manifest = { readonly kind: string; readonly apiVersion: string } & Record<string, any>;

export function manifest(file: string): Manifest {
  return parse(readFileSync(`deploy/kubernetes/${file}`, 'utf8')) as Manifest;
}

/** What Kubernetes' schema says against a manifest, and every field that it has never heard of; nothing when all is well. */
export function faults(given: Manifest): string[] {
  const Model = KINDS[given.kind as keyof typeof KINDS];
  if (Model === undefined || Model.apiVersion !== given.apiVersion) return [`${given.apiVersion} ${given.kind} is not known`];
  const read = new Set<string>();
  // The schema's program asks for each field that it knows: what it has not asked for is a typing error.
  const recording = (node: unknown, path: string): unknown => {
    if (typeof node !== 'object' || node === null) return node;
    return new Proxy(node, {
      get: (target, name) => {
        read.add(`${path}/${String(name)}`);
        return recording(Reflect.get(target, name), `${path}/${String(name)}`);
      },
    });
  };
  const validated = Object.assign(Object.create(Model.prototype) as InstanceType<typeof Model>, recording(given, ''));
  try {
    validated.validate();
  } catch (error) {
    return [String(error)];
  }
  return fields(given, '').filter((path) => !read.has(path));
}

function fields(node: unknown, path: string): string[] {
  if (typeof node !== 'object' || node === null) return [];
  return Object.entries(node).flatMap(([name, value]) => [`${path}/${name}`, ...fields(value, `${path}/${name}`)]);
}
