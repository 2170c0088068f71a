import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { readAccessEnv } from '../../api/access/access-env.ts';
import { ServerEnv } from '../../lambdas/container/server-env.ts';
import { loadEnv } from '../../lambdas/shared/load-env.ts';
import { argumentsOf, execForm, root, stages } from './support/dockerfile.ts';
import { kustomize } from './support/kustomize.ts';
import { kubernetesFolder, one, Probe, schemaProblems } from './support/manifests.ts';

const folder = join(kubernetesFolder, 'overlays/aws-records');
const manifests = kustomize(folder);
const image = stages().find(({ name }) => name === 'aws') ?? { image: '', name: '', instructions: [] };

const Container = z.strictObject({
  name: z.string(),
  image: z.string(),
  envFrom: z.tuple([z.strictObject({ configMapRef: z.object({ name: z.string() }) })]),
  env: z.tuple([
    z.strictObject({
      name: z.literal('MAINSTAY_API_KEYS'),
      valueFrom: z.object({ secretKeyRef: z.object({ optional: z.literal(true) }) }),
    }),
  ]),
  ports: z.tuple([z.object({ name: z.string(), containerPort: z.int() })]),
  startupProbe: Probe,
  livenessProbe: Probe,
  readinessProbe: Probe,
  lifecycle: z.object({ preStop: z.object({ sleep: z.object({ seconds: z.int() }) }) }),
  resources: z.object({ requests: z.object({ cpu: z.string(), memory: z.string() }), limits: z.unknown() }),
  securityContext: z.unknown(),
});
const Deployment = z.object({
  metadata: z.object({ name: z.string() }),
  spec: z.object({
    replicas: z.undefined().optional(),
    selector: z.object({ matchLabels: z.record(z.string(), z.string()) }),
    template: z.object({
      metadata: z.object({ labels: z.record(z.string(), z.string()) }),
      spec: z.object({
        automountServiceAccountToken: z.literal(false),
        serviceAccountName: z.string(),
        terminationGracePeriodSeconds: z.int(),
        securityContext: z.unknown(),
        topologySpreadConstraints: z.array(z.object({ topologyKey: z.string() })),
        containers: z.tuple([Container]),
        volumes: z.undefined().optional(),
      }),
    }),
  }),
});
const { metadata, spec } = Deployment.parse(one(manifests, 'Deployment'));
const pod = spec.template.spec;
const [container] = pod.containers;

describe('the manifests of the server on AWS records', () => {
  it('fit the schemas of Kubernetes to the letter', () => {
    expect(schemaProblems(manifests)).toEqual([]);
  });

  it('run it as the user of its image, under the restricted standard, without any volume', () => {
    const [user = ''] = argumentsOf('USER', image);
    const [runAsUser, runAsGroup] = user.split(':').map(Number);
    expect(pod.securityContext).toMatchObject({
      runAsNonRoot: true,
      runAsUser,
      runAsGroup,
      seccompProfile: { type: 'RuntimeDefault' },
    });
    expect(container.securityContext).toEqual({
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
    });
    expect(one(manifests, 'Namespace').metadata).toMatchObject({
      labels: { 'pod-security.kubernetes.io/enforce': 'restricted' },
    });
  });

  it('configure it with nothing that its schemas do not know, and with all that they want', () => {
    const { data } = z.object({ data: z.record(z.string(), z.string()) }).parse(one(manifests, 'ConfigMap'));
    const env = loadEnv(ServerEnv, data);
    expect(env.PORT).toBe(container.ports[0].containerPort);
    expect(env.HOST).toBe('0.0.0.0');
    const { oidc } = readAccessEnv(data);
    expect(oidc).toMatchObject({ issuer: expect.stringContaining(`cognito-idp.${env.AWS_REGION}.`) });
    const known = [...Object.keys(ServerEnv.shape), 'MAINSTAY_OIDC_ISSUER', 'MAINSTAY_OIDC_AUDIENCE'];
    expect(known).toEqual(expect.arrayContaining(Object.keys(data).filter((name) => !name.endsWith('SCOPE_PREFIX'))));
    expect(container.envFrom[0].configMapRef.name).toBe(one(manifests, 'ConfigMap').metadata.name);
    expect(manifests.map(({ kind }) => kind)).not.toContain('Secret');
  });

  it('give it a role of AWS by its own account, and no token of the cluster', () => {
    const account = one(manifests, 'ServiceAccount');
    expect(account).toMatchObject({
      metadata: {
        name: pod.serviceAccountName,
        annotations: { 'eks.amazonaws.com/role-arn': expect.stringMatching(/^arn:aws:iam::\d{12}:role\//) },
      },
      automountServiceAccountToken: false,
    });
  });

  it('keep several pods, apart from each other, whatever happens to one of them', () => {
    const scaler = one(manifests, 'HorizontalPodAutoscaler');
    expect(scaler).toMatchObject({
      spec: { scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: metadata.name }, minReplicas: 2 },
    });
    expect(one(manifests, 'PodDisruptionBudget')).toMatchObject({
      spec: { maxUnavailable: 1, selector: spec.selector },
    });
    expect(pod.topologySpreadConstraints.map(({ topologyKey }) => topologyKey)).toEqual([
      'topology.kubernetes.io/zone',
      'kubernetes.io/hostname',
    ]);
    expect(container.resources.requests.cpu).toMatch(/m$/); // the scaler measures against it
  });

  it('send it calls once it can score, and none while it ends', () => {
    const paths = [container.startupProbe, container.livenessProbe, container.readinessProbe].map(
      ({ httpGet }) => httpGet.path,
    );
    expect(paths).toEqual(['/healthz', '/healthz', '/readyz']);
    const { seconds } = container.lifecycle.preStop.sleep;
    expect(pod.terminationGracePeriodSeconds).toBeGreaterThanOrEqual(seconds + 20); // api/server/end-signal.ts
  });

  it('reach it by its service, and let it reach names and HTTPS only', () => {
    const { labels } = spec.template.metadata;
    expect(spec.selector.matchLabels).toEqual(labels);
    expect(one(manifests, 'Service')).toMatchObject({
      spec: { selector: labels, ports: [{ targetPort: container.ports[0].name }] },
    });
    const policy = z
      .object({
        spec: z.object({
          podSelector: z.unknown(),
          policyTypes: z.unknown(),
          egress: z.array(z.object({ ports: z.array(z.object({ port: z.int(), protocol: z.string() })) })),
        }),
      })
      .parse(one(manifests, 'NetworkPolicy'));
    expect(policy.spec).toMatchObject({ podSelector: { matchLabels: labels }, policyTypes: ['Ingress', 'Egress'] });
    const out = policy.spec.egress.flatMap(({ ports }) => ports.map(({ port, protocol }) => `${protocol} ${port}`));
    expect(out).toEqual(['UDP 53', 'TCP 53', 'TCP 443']);
  });

  it('name the version of this checkout, and start it as its image does', () => {
    const { version } = z
      .object({ version: z.string() })
      .parse(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')));
    const written = readFileSync(join(folder, 'deployment.yaml'), 'utf8');
    expect(written).toContain(`image: mainstay-aws:${version}\n`);
    expect(container.image).toMatch(new RegExp(`/mainstay-aws:${version.replaceAll('.', '\\.')}$`));
    expect(execForm('ENTRYPOINT', image)).toEqual(['node', '/app/index.mjs']);
  });
});
