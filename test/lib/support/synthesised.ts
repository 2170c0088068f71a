import { readFileSync } from 'node:fs';
import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { z } from 'zod';
import { type MainstayStacks, mainstayApp } from '../../../lib/mainstay-app.ts';
import { demonstration } from '../../../lib/placeholders.ts';
import { stages } from '../../../lib/stages.ts';

const CdkJson = z.object({ context: z.record(z.string(), z.unknown()) });

/** What cdk.json tells the app. */
export function cdkContext(): Record<string, unknown> {
  return CdkJson.parse(JSON.parse(readFileSync(new URL('../../../cdk.json', import.meta.url), 'utf8'))).context;
}

/** The stages that ship, and one more in which everything is on that they leave off. */
export const triedStages = {
  ...stages,
  full: {
    ...stages['prod'],
    scoringEndpoint: 'Churn-Team',
    alarms: { emails: ['oncall@example.com'], runbookUrl: 'https://wiki.example.com/runbook.md' },
    events: {
      busName: 'mainstay-full',
      archiveDays: 30,
      crm: {
        url: 'https://crm.example.com/events',
        keyHeader: 'x-api-key',
        keySecretName: 'mainstay/full/crm',
        callsPerSecond: 5,
      },
    },
    notifications: {
      language: 'ko',
      topicEmails: ['team@example.com'],
      mail: { from: 'mainstay@mail.example.com', to: ['a@example.com', 'b@example.com'] },
      texts: { to: ['+353850000000'] },
    },
  },
};

/** The app of a stage with the settings of cdk.json, its functions not bundled. */
export function appOf(stageName: string): { app: App; stacks: MainstayStacks } {
  const app = new App({ context: { ...cdkContext(), [demonstration]: 'true', 'aws:cdk:bundling-stacks': [] } });
  return { app, stacks: mainstayApp(app, stageName, triedStages) };
}

export type Templates = Readonly<Record<keyof MainstayStacks, Template>>;

const made = new Map<string, Templates>();

/** The templates of a stage, by stack; made once per test file. */
export function templatesOf(stageName: string): Templates {
  const before = made.get(stageName);
  if (before) return before;
  const { stacks } = appOf(stageName);
  const templates: Templates = {
    data: Template.fromStack(stacks.data),
    events: Template.fromStack(stacks.events),
    serving: Template.fromStack(stacks.serving),
    batch: Template.fromStack(stacks.batch),
    training: Template.fromStack(stacks.training),
    notifications: Template.fromStack(stacks.notifications),
    schedule: Template.fromStack(stacks.schedule),
    operations: Template.fromStack(stacks.operations),
  };
  made.set(stageName, templates);
  return templates;
}

/** All templates of a stage, one after another. */
export function allTemplatesOf(stageName: string): readonly Template[] {
  return Object.values(templatesOf(stageName));
}
