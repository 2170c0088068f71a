import { describe, expect, it } from '@jest/globals';
import { App } from 'aws-cdk-lib';
import { mainstayApp } from '../../lib/mainstay-app.ts';
import { demonstration, refusePlaceholders } from '../../lib/placeholders.ts';
import { stageNamed, stages } from '../../lib/stages.ts';
import { cdkContext } from './support/synthesised.ts';

const prod = stageNamed('prod');
const notBundled = { ...cdkContext(), 'aws:cdk:bundling-stacks': [] };
const synthesised = (stageName: string, context: object = {}) =>
  mainstayApp(new App({ context: { ...notBundled, ...context } }), stageName);

describe('addresses of an example in a stage', () => {
  it('are refused by the names of their fields before anything of the stage is made', () => {
    expect(() => synthesised('prod')).toThrow(
      /stage "prod" in lib\/stages\.ts[^]*notifications\.mail\.from: mainstay@example\.com\n[^]*notifications\.mail\.to\[0\]: [^]*login\.dashboardUrls\[0\]: [^]*-c demonstration=true/,
    );
  });

  it('may stay where the templates are only looked at', () => {
    expect(Object.keys(synthesised('prod', { [demonstration]: 'true' }))).toContain('operations');
  });

  it('are not in the stage that is taken where none is named', () => {
    expect(Object.keys(synthesised('dev'))).toContain('operations');
    expect(JSON.stringify(stages['dev'])).not.toContain('example');
  });

  it.each(['a@mail.example.com', 'https://example.org/dashboard', 'https://mainstay.example:8443/', 'A@EXAMPLE.NET'])(
    'are known as such: %s',
    (address) => {
      const login = { ...prod.login, dashboardUrls: [address] };
      expect(() => refusePlaceholders('mine', { ...prod, login })).toThrow('login.dashboardUrls[0]');
    },
  );

  it.each(['a@my-example.com', 'https://example.com.mycompany.ie/', 'https://counterexample.org/', 'a@b.ie'])(
    'are not taken for one: %s',
    (address) => {
      const { mail: _, ...notifications } = prod.notifications;
      const mine = { ...prod, notifications, login: { ...prod.login, dashboardUrls: [address] } };
      expect(() => refusePlaceholders('mine', mine)).not.toThrow();
    },
  );
});
