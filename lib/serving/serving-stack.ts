import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import type { IHttpApi } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpUserPoolAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import type { IEventBus } from 'aws-cdk-lib/aws-events';
import type { Construct } from 'constructs';
import type { Stores } from '../data/data-stack.ts';
import { dashboardOrigins } from '../shared/dashboard-origins.ts';
import type { MainstayFunction } from '../shared/mainstay-function.ts';
import type { Stage } from '../stages.ts';
import { ApiFunction } from './api-function.ts';
import { CrmClient } from './crm-client.ts';
import { gatewayRoutes } from './gateway-routes.ts';
import { MainstayHttpApi } from './http-api.ts';
import { Identity } from './identity.ts';
import { WebClient } from './web-client.ts';

/** What operations watches of the serving stack. */
export interface Served {
  readonly api: IHttpApi;
  readonly apiFunction: MainstayFunction;
}

export interface ServingStackProps extends StackProps {
  readonly stageName: string;
  readonly stores: Stores;
  readonly bus: IEventBus;
}

/** The API and who may call it. */
export class ServingStack extends Stack {
  readonly served: Served;

  constructor(scope: Construct, id: string, stage: Stage, { stageName, stores, bus, ...props }: ServingStackProps) {
    super(scope, id, { ...props, terminationProtection: stage.production });
    const { dashboardUrls, threatProtection } = stage.login;
    const allowedOrigins = dashboardOrigins(stage);
    const logRetention = stage.retention.logDays;

    const identity = new Identity(this, 'Identity', { stageName, threatProtection, keep: stage.production });
    const crm = new CrmClient(this, 'CrmClient', identity);
    const web = new WebClient(this, 'WebClient', { identity, dashboardUrls });

    const apiFunction = new ApiFunction(this, 'ApiFunction', {
      stageName,
      stores,
      bus,
      allowedOrigins,
      logRetention,
      memoryMb: stage.api.memoryMb,
      customerDays: stage.retention.customerDays,
      scoringEndpoint: stage.scoringEndpoint,
    });
    const { api } = new MainstayHttpApi(this, 'HttpApi', {
      handler: apiFunction,
      authorizer: new HttpUserPoolAuthorizer('Tokens', identity.pool, { userPoolClients: [crm, web] }),
      routes: gatewayRoutes(),
      throttling: stage.throttling,
      logRetention,
      allowedOrigins,
    });
    this.served = { api, apiFunction };

    new CfnOutput(this, 'ApiUrl', { value: api.apiEndpoint, description: 'Where the API answers' });
    new CfnOutput(this, 'TokenUrl', {
      value: `${identity.domain.baseUrl()}/oauth2/token`,
      description: 'Where a CRM gets its token',
    });
    new CfnOutput(this, 'CrmClientId', { value: crm.userPoolClientId, description: 'The CRM’s client id' });
    new CfnOutput(this, 'WebClientId', { value: web.userPoolClientId, description: 'The dashboard’s client id' });
    new CfnOutput(this, 'UserPoolId', { value: identity.pool.userPoolId, description: 'Where people are invited' });
  }
}
