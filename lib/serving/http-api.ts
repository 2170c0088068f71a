import { Duration, RemovalPolicy, Validations } from 'aws-cdk-lib';
import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import {
  CfnStage,
  CorsHttpMethod,
  HttpApi,
  HttpNoneAuthorizer,
  HttpRoute,
  HttpRouteKey,
  HttpStage,
  type IHttpRouteAuthorizer,
  LogGroupLogDestination,
} from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, type RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { Stage } from '../stages.ts';
import type { GatewayRoute } from './gateway-routes.ts';
import { resourceServerId } from './identity.ts';

export interface HttpApiProps {
  readonly handler: IFunction;
  /** Checks the token of every route that is not open. */
  readonly authorizer: IHttpRouteAuthorizer;
  readonly routes: readonly GatewayRoute[];
  readonly throttling: Stage['throttling'];
  readonly logRetention: RetentionDays;
  /** Where the dashboard is served: pages of these origins may read answers. */
  readonly allowedOrigins: readonly string[];
}

/** Who called what and how it went; no query, no token, no body: customer ids stand in paths, facts in bodies. */
const accessLogLine = AccessLogFormat.custom(
  JSON.stringify({
    requestId: '$context.requestId',
    requestedAt: '$context.requestTime',
    sourceIp: '$context.identity.sourceIp',
    client: '$context.authorizer.claims.client_id',
    route: '$context.routeKey',
    status: '$context.status',
    latencyMs: '$context.responseLatency',
    integrationMs: '$context.integrationLatency',
    bytes: '$context.responseLength',
    authorizerError: '$context.authorizer.error',
    integrationError: '$context.integrationErrorMessage',
  }),
);

const whyOpen = 'Load balancers and uptime checks carry no token; the answer is "up" and nothing else.';

/** The API's address: its routes, each with its token and its limit, before one function. */
export class MainstayHttpApi extends Construct {
  readonly api: HttpApi;

  constructor(scope: Construct, id: string, props: HttpApiProps) {
    super(scope, id);
    const { handler, authorizer, routes, throttling, logRetention, allowedOrigins } = props;
    this.api = new HttpApi(this, 'Api', {
      createDefaultStage: false,
      description: 'Mainstay API v1',
      corsPreflight: {
        allowOrigins: [...allowedOrigins],
        allowMethods: [CorsHttpMethod.GET, CorsHttpMethod.POST, CorsHttpMethod.DELETE],
        allowHeaders: ['authorization', 'content-type', 'idempotency-key', 'x-request-id'],
        exposeHeaders: ['idempotency-replayed', 'location', 'retry-after', 'x-request-id'],
        maxAge: Duration.hours(1),
      },
    });
    const integration = new HttpLambdaIntegration('Function', handler);
    const constructs = routes.map(({ id: name, method, path, token }) => {
      const route = new HttpRoute(this, name, {
        httpApi: this.api,
        routeKey: HttpRouteKey.with(path, method),
        integration,
        authorizer: token === 'open' ? new HttpNoneAuthorizer() : authorizer,
        ...(token === 'open' || token === 'any' ? {} : { authorizationScopes: [`${resourceServerId}/${token}`] }),
      });
      if (token === 'open') Validations.of(route).acknowledge({ id: 'AwsSolutions-APIG4', reason: whyOpen });
      return route;
    });
    // Metrics per route are billed one by one; the access log has the same figures at the price of its lines.
    const logs = new LogGroup(this, 'AccessLogs', { retention: logRetention, removalPolicy: RemovalPolicy.DESTROY });
    const stage = new HttpStage(this, 'Stage', {
      httpApi: this.api,
      autoDeploy: true,
      throttle: { rateLimit: throttling.reading.perSecond, burstLimit: throttling.reading.burst },
      accessLogSettings: { destination: new LogGroupLogDestination(logs), format: accessLogLine },
    });
    const cfnStage = stage.node.defaultChild;
    if (!(cfnStage instanceof CfnStage)) throw new Error('an HttpStage without its CfnStage');
    cfnStage.routeSettings = Object.fromEntries(
      routes.map(({ method, path, limit }) => [
        `${method} ${path}`,
        {
          ThrottlingRateLimit: throttling[limit].perSecond,
          ThrottlingBurstLimit: throttling[limit].burst,
        },
      ]),
    );
    for (const route of constructs) stage.node.addDependency(route); // limits of routes that are not there yet are refused
  }
}
