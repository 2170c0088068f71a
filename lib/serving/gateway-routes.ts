import { HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2';
import { access, type Scope } from '../../api/access/scopes.ts';
import { type Place, places } from '../../api/places.ts';
import type { Stage } from '../stages.ts';

/** One route of the gateway, made from the API's own table of calls. */
export interface GatewayRoute {
  /** The call's name; also the construct's. */
  readonly id: string;
  readonly method: HttpMethod;
  readonly path: string;
  /** `open`: no token; `any`: a token of this pool, whatever it may do; else the scope that it must carry. */
  readonly token: 'open' | 'any' | Scope;
  readonly limit: keyof Stage['throttling'];
}

const methods = { get: HttpMethod.GET, post: HttpMethod.POST, delete: HttpMethod.DELETE } as const;

/** The one call that asks for no token: load balancers and uptime checks carry none. It tells nothing but "up". */
const openCall = 'health';

/** Every route there is. The API's document needs a token too: who has none learns nothing here. */
export function gatewayRoutes(): readonly GatewayRoute[] {
  const calls = places.map(
    (place): GatewayRoute => ({
      id: place.id,
      method: methods[place.method],
      path: place.path,
      token: tokenFor(place),
      limit: limitFor(place),
    }),
  );
  return [
    ...calls,
    { id: 'openApiDocument', method: HttpMethod.GET, path: '/openapi.json', token: 'any', limit: 'reading' },
  ];
}

function tokenFor({ id }: Place): GatewayRoute['token'] {
  if (id === openCall) return 'open';
  const scope = access[id];
  return scope === 'public' ? 'any' : scope;
}

function limitFor({ method, routes }: Place): GatewayRoute['limit'] {
  if (routes === 'scores') return 'scoring';
  return method === 'get' ? 'reading' : 'writing';
}
