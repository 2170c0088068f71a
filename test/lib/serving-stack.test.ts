import { beforeAll, describe, expect, it } from '@jest/globals';
import { Match, type Template } from 'aws-cdk-lib/assertions';
import { z } from 'zod';
import { access } from '../../api/access/scopes.ts';
import { type RouteLimit, stageNamed } from '../../lib/stages.ts';
import { templatesOf } from './support/synthesised.ts';

const Routes = z.record(
  z.string(),
  z.object({
    Properties: z.object({
      RouteKey: z.string(),
      AuthorizationType: z.string(),
      AuthorizerId: z.unknown().optional(),
      AuthorizationScopes: z.array(z.string()).optional(),
    }),
  }),
);
const Stages = z.record(
  z.string(),
  z.object({
    Properties: z.object({
      RouteSettings: z.record(
        z.string(),
        z.strictObject({ ThrottlingRateLimit: z.number(), ThrottlingBurstLimit: z.number() }),
      ),
    }),
    DependsOn: z.array(z.string()),
  }),
);

/** A limit of a stage record as the gateway has it. */
const limit = ({ perSecond, burst }: RouteLimit) => ({
  ThrottlingRateLimit: perSecond,
  ThrottlingBurstLimit: burst,
});

describe.each(['dev', 'prod'])('ServingStack of %s', (stageName) => {
  const stage = stageNamed(stageName);
  let template: Template;
  let routes: z.infer<typeof Routes>;
  beforeAll(() => {
    template = templatesOf(stageName).serving;
    routes = Routes.parse(template.findResources('AWS::ApiGatewayV2::Route'));
  });
  const byKey = () => new Map(Object.values(routes).map(({ Properties }) => [Properties.RouteKey, Properties]));

  it('has a route for every call of the API, and its document', () => {
    expect(byKey().size).toBe(Object.keys(access).length + 1);
    expect([...byKey().keys()]).toEqual(
      expect.arrayContaining(['POST /v1/scores', 'DELETE /v1/customers/{customerId}', 'GET /openapi.json']),
    );
  });

  it('checks a token on every route but health', () => {
    const open = [...byKey()].filter(([, { AuthorizationType }]) => AuthorizationType !== 'JWT').map(([key]) => key);
    expect(open).toEqual(['GET /healthz']);
    const authorizers = Object.keys(template.findResources('AWS::ApiGatewayV2::Authorizer'));
    expect(authorizers).toHaveLength(1);
    for (const [key, { AuthorizerId }] of byKey())
      if (key !== 'GET /healthz') expect(AuthorizerId).toEqual({ Ref: authorizers[0] });
  });

  it('asks for the scope of the call, and refuses tokens of other pools and clients', () => {
    const scoped = [...byKey().values()].flatMap((route) => route.AuthorizationScopes ?? []);
    const wanted = Object.values(access).filter((scope) => scope !== 'public');
    expect(scoped.toSorted()).toEqual(wanted.map((scope) => `mainstay/${scope}`).toSorted());
    expect(byKey().get('DELETE /v1/customers/{customerId}')?.AuthorizationScopes).toEqual(['mainstay/customers:erase']);
    template.hasResourceProperties('AWS::ApiGatewayV2::Authorizer', {
      AuthorizerType: 'JWT',
      IdentitySource: ['$request.header.Authorization'],
      JwtConfiguration: {
        Audience: [{ Ref: Match.stringLikeRegexp('^CrmClient') }, { Ref: Match.stringLikeRegexp('^WebClient') }],
        Issuer: { 'Fn::Join': ['', ['https://cognito-idp.eu-west-1.amazonaws.com/', { Ref: Match.anyValue() }]] },
      },
    });
  });

  it('limits every route by what it does, after the routes are there', () => {
    const [gateway] = Object.values(Stages.parse(template.findResources('AWS::ApiGatewayV2::Stage')));
    const settings = gateway?.Properties.RouteSettings ?? {};
    expect(Object.keys(settings).toSorted()).toEqual([...byKey().keys()].toSorted());
    expect(settings['POST /v1/scores']).toEqual(limit(stage.throttling.scoring));
    expect(settings['GET /v1/customers']).toEqual(limit(stage.throttling.reading));
    expect(settings['POST /v1/drops']).toEqual(limit(stage.throttling.writing));
    expect(settings['DELETE /v1/customers/{customerId}']).toEqual(limit(stage.throttling.writing));
    expect(gateway?.DependsOn).toEqual(expect.arrayContaining(Object.keys(routes)));
  });

  it('writes an access log without query, token or body, and keeps logs as long as the stage says', () => {
    template.hasResourceProperties('AWS::ApiGatewayV2::Stage', {
      AccessLogSettings: {
        DestinationArn: { 'Fn::GetAtt': [Match.stringLikeRegexp('AccessLogs'), 'Arn'] },
        Format: Match.stringLikeRegexp('context.requestId'),
      },
    });
    const logged = JSON.stringify(template.findResources('AWS::ApiGatewayV2::Stage'));
    expect(logged).not.toMatch(/context\.path|querystring|requestOverride|authorizer\.claims\.(email|sub)/);
    template.resourceCountIs('AWS::Logs::LogGroup', 2);
    template.allResourcesProperties('AWS::Logs::LogGroup', { RetentionInDays: stage.retention.logDays });
  });

  it('runs one traced function on Node 24 and arm64 that logs into its own group', () => {
    template.resourceCountIs('AWS::Lambda::Function', 1);
    template.hasResourceProperties('AWS::Lambda::Function', {
      Runtime: 'nodejs24.x',
      Architectures: ['arm64'],
      Timeout: 29,
      MemorySize: stage.api.memoryMb,
      TracingConfig: { Mode: 'Active' },
      LoggingConfig: { LogGroup: { Ref: Match.stringLikeRegexp('^ApiFunctionLogs') } },
      Environment: {
        Variables: Match.objectLike({
          STAGE: stageName,
          SCOPE_PREFIX: 'mainstay/',
          ALLOWED_ORIGINS: new URL(stage.login.dashboardUrls[0] ?? '').origin,
          RETENTION_DAYS: String(stage.retention.customerDays),
        }),
      },
    });
  });

  it('invites people, asks for a second factor, and lets nobody sign up', () => {
    template.hasResourceProperties('AWS::Cognito::UserPool', {
      AdminCreateUserConfig: { AllowAdminCreateUserOnly: true },
      MfaConfiguration: 'ON',
      EnabledMfas: ['SOFTWARE_TOKEN_MFA'],
      Policies: { PasswordPolicy: Match.objectLike({ MinimumLength: 12, RequireSymbols: true }) },
    });
    template.hasResourceProperties('AWS::Cognito::UserPoolResourceServer', {
      Identifier: 'mainstay',
      Scopes: Match.arrayWith([Match.objectLike({ ScopeName: 'scores:write' })]),
    });
  });

  it('lets a CRM in by client credentials, without the scopes to erase or promote', () => {
    template.hasResourceProperties('AWS::Cognito::UserPoolClient', {
      GenerateSecret: true,
      AllowedOAuthFlows: ['client_credentials'],
      ExplicitAuthFlows: ['ALLOW_REFRESH_TOKEN_AUTH'],
      AllowedOAuthScopes: ['scores:write', 'customers:read', 'outcomes:write', 'drops:write'].map((scope) => ({
        'Fn::Join': ['', [{ Ref: Match.anyValue() }, `/${scope}`]],
      })),
    });
  });

  it('lets the dashboard in by code, without a secret and without any other flow', () => {
    template.hasResourceProperties('AWS::Cognito::UserPoolClient', {
      GenerateSecret: false,
      AllowedOAuthFlows: ['code'],
      ExplicitAuthFlows: ['ALLOW_REFRESH_TOKEN_AUTH'],
      CallbackURLs: stage.login.dashboardUrls,
      PreventUserExistenceErrors: 'ENABLED',
      EnableTokenRevocation: true,
    });
  });

  it('lets pages of the dashboard read answers, and no others', () => {
    template.hasResourceProperties('AWS::ApiGatewayV2::Api', {
      CorsConfiguration: Match.objectLike({
        AllowOrigins: stage.login.dashboardUrls.map((url) => new URL(url).origin),
        AllowMethods: ['GET', 'POST', 'DELETE'],
      }),
    });
  });
});

describe('ServingStack in production', () => {
  it('keeps the people: the pool is protected, stays with the stack gone, and watches for stolen passwords', () => {
    const template = templatesOf('prod').serving;
    template.hasResource('AWS::Cognito::UserPool', {
      DeletionPolicy: 'Retain',
      Properties: {
        DeletionProtection: 'ACTIVE',
        UserPoolTier: 'PLUS',
        UserPoolAddOns: { AdvancedSecurityMode: 'ENFORCED' },
      },
    });
  });
});
