import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { argumentsOf, execForm, root, stages } from './support/dockerfile.ts';
import { kustomize } from './support/kustomize.ts';
import { kubernetesFolder, one, Probe, schemaProblems, versions } from './support/manifests.ts';

const base = join(kubernetesFolder, 'base');
const overlays = join(kubernetesFolder, 'overlays');
const everyFolder = [base, ...readdirSync(overlays).map((name) => join(overlays, name))];
/** Those that run the one-process home; the server on AWS records is in aws-manifests.test.ts. */
const folders = everyFolder.filter((folder) => !folder.endsWith('/aws-records'));
const image = stages().at(-1) ?? { image: '', name: '', instructions: [] };

const Container = z.object({
  image: z.string(),
  command: z.undefined().optional(),
  args: z.array(z.string()),
  env: z.array(
    z.object({
      name: z.string(),
      value: z.undefined().optional(),
      valueFrom: z.object({ secretKeyRef: z.object({}) }),
    }),
  ),
  ports: z.array(z.object({ name: z.string(), containerPort: z.int() })),
  startupProbe: Probe,
  livenessProbe: Probe,
  readinessProbe: Probe,
  resources: z.object({ requests: z.object({ memory: z.string() }), limits: z.object({ memory: z.string() }) }),
  securityContext: z.unknown(),
  volumeMounts: z.array(z.object({ name: z.string(), mountPath: z.string() })),
});
const StatefulSet = z.object({
  spec: z.object({
    replicas: z.literal(1),
    serviceName: z.string(),
    selector: z.object({ matchLabels: z.record(z.string(), z.string()) }),
    template: z.object({
      metadata: z.object({ labels: z.record(z.string(), z.string()) }),
      spec: z.object({
        automountServiceAccountToken: z.literal(false),
        terminationGracePeriodSeconds: z.int(),
        securityContext: z.unknown(),
        serviceAccountName: z.string(),
        containers: z.tuple([Container]),
        volumes: z.array(z.object({ name: z.string(), emptyDir: z.looseObject({}) })),
      }),
    }),
    volumeClaimTemplates: z.tuple([z.object({ metadata: z.object({ name: z.string() }) })]),
  }),
});

describe.each(folders.map((folder) => [folder.slice(root.length), folder]))('%s', (_, folder) => {
  const manifests = kustomize(folder);
  const { spec } = StatefulSet.parse(one(manifests, 'StatefulSet'));
  const pod = spec.template.spec;
  const [container] = pod.containers;

  it('fits the schemas of Kubernetes to the letter', () => {
    expect(schemaProblems(manifests)).toEqual([]);
  });

  it('meets the restricted Pod Security Standard, with a root file system that nobody writes to', () => {
    expect(pod.securityContext).toMatchObject({ runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } });
    expect(container.securityContext).toEqual({
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
    });
  });

  it('runs as the user of the image, who owns the volume', () => {
    const [user = ''] = argumentsOf('USER', image);
    const [uid, gid] = user.split(':').map(Number);
    expect(pod.securityContext).toMatchObject({ runAsUser: uid, runAsGroup: gid, fsGroup: gid });
  });

  it('writes to the home volume and to memory only', () => {
    const [claim] = spec.volumeClaimTemplates;
    expect(container.volumeMounts).toEqual([
      { name: claim.metadata.name, mountPath: '/data' },
      { name: 'tmp', mountPath: '/tmp' },
    ]);
    expect(pod.volumes).toEqual([{ name: 'tmp', emptyDir: expect.objectContaining({ medium: 'Memory' }) }]);
  });

  it('starts as the image does, with keys from a secret that is not among the manifests', () => {
    expect(container.args.join(' ').replace(' --port 8000', '')).toBe(execForm('CMD', image).join(' '));
    expect(container.env.map(({ name }) => name)).toEqual(['MAINSTAY_API_KEYS']);
    expect(manifests.map(({ kind }) => kind)).not.toContain('Secret');
  });

  it('is alive while it trains and gets calls only once it can score', () => {
    const { startupProbe, livenessProbe, readinessProbe } = container;
    expect([startupProbe, livenessProbe, readinessProbe].map(({ httpGet }) => httpGet.path)).toEqual([
      '/healthz',
      '/healthz',
      '/readyz',
    ]);
    expect(startupProbe.periodSeconds * startupProbe.failureThreshold).toBeGreaterThanOrEqual(60);
    expect(pod.terminationGracePeriodSeconds).toBeGreaterThan(20); // local/cli/main.ts gives up after 20 s
  });

  it('is reached by its service and by nobody the network policy does not name', () => {
    const { labels } = spec.template.metadata;
    const port = { name: 'http', containerPort: 8_000 };
    expect(container.ports).toEqual([port]);
    expect(spec.selector.matchLabels).toEqual(labels);
    expect(one(manifests, 'Service')).toMatchObject({
      metadata: { name: spec.serviceName },
      spec: { selector: labels, ports: [{ targetPort: port.name }] },
    });
    expect(one(manifests, 'NetworkPolicy')).toMatchObject({
      spec: { podSelector: { matchLabels: labels }, policyTypes: ['Ingress', 'Egress'], egress: [] },
    });
    expect(one(manifests, 'ServiceAccount').metadata.name).toBe(pod.serviceAccountName);
  });
});

it('the check of the schemas would see a misspelt field', () => {
  const service = { apiVersion: 'v1', kind: 'Service', metadata: { name: 'x' }, spec: { prts: [] } };
  expect(schemaProblems([service])).toHaveLength(versions.length);
});

it('every manifest is in the kustomization of its folder', () => {
  for (const folder of everyFolder) {
    const listed = readFileSync(join(folder, 'kustomization.yaml'), 'utf8');
    const files = readdirSync(folder).filter((name) => name !== 'kustomization.yaml');
    expect(files.filter((name) => !listed.includes(`- ${name}\n`))).toEqual([]);
  }
});

it('the manifests name the version of this checkout', () => {
  const { version } = z
    .object({ version: z.string() })
    .parse(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')));
  const [container] = StatefulSet.parse(one(kustomize(base), 'StatefulSet')).spec.template.spec.containers;
  expect(container.image).toBe(`mainstay:${version}`);
});
