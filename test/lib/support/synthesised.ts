import { readFileSync } from 'node:fs';
import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { z } from 'zod';
import { type MainstayStacks, mainstayApp } from '../../../lib/mainstay-app.ts';

const CdkJson = z.object({ context: z.record(z.string(), z.unknown()) });

/** What cdk.json tells the app. */
export function cdkContext(): Record<string, unknown> {
  return CdkJson.parse(JSON.parse(readFileSync(new URL('../../../cdk.json', import.meta.url), 'utf8'))).context;
}

/** The app of a stage with the settings of cdk.json, its functions not bundled. */
export function appOf(stageName: string): { app: App; stacks: MainstayStacks } {
  const app = new App({ context: { ...cdkContext(), 'aws:cdk:bundling-stacks': [] } });
  return { app, stacks: mainstayApp(app, stageName) };
}

/** The templates of a stage, by stack. */
export function templatesOf(stageName: string): Readonly<Record<keyof MainstayStacks, Template>> {
  const { stacks } = appOf(stageName);
  return {
    data: Template.fromStack(stacks.data),
    serving: Template.fromStack(stacks.serving),
    operations: Template.fromStack(stacks.operations),
  };
}
