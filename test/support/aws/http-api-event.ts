/** A call as a client makes it. */
export interface Call {
  readonly method: string;
  /** With the query; escaped. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** Claims of an access token as Cognito writes them for a client of the client credentials flow. */
export function clientClaims(scope: string): Record<string, string> {
  return {
    auth_time: '1795341600',
    client_id: '2kq8tq1o0r4c9fjm5mcrm0client',
    exp: '1795345200',
    iat: '1795341600',
    iss: 'https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_EXAMPLE01',
    jti: '6f1c2a52-6f4e-4f0c-9f5a-7a3f8a0d2b11',
    scope,
    sub: '2kq8tq1o0r4c9fjm5mcrm0client',
    token_use: 'access',
    version: '2',
  };
}

/**
 * The event that API Gateway's HTTP API sends for a call (payload format 2.0), in the shape of AWS's documentation: header
 * names in lower case, the path without percent signs, a body that is no text in base64.
 */
export function httpApiEvent({ method, path, headers = {}, body }: Call, claims?: Record<string, string>) {
  const [rawPath = '', rawQueryString = ''] = path.split('?');
  const type = headers['content-type'] ?? '';
  const isBase64Encoded = body !== undefined && !/json|text/.test(type);
  return {
    version: '2.0',
    routeKey: `${method} ${rawPath}`,
    rawPath: decodeURIComponent(rawPath),
    rawQueryString,
    headers: {
      accept: '*/*',
      'content-length': String(Buffer.byteLength(body ?? '')),
      host: 'a1b2c3d4e5.execute-api.eu-west-1.amazonaws.com',
      'user-agent': 'curl/8.14.1',
      'x-amzn-trace-id': 'Root=1-6a0b1c2d-0123456789abcdef01234567',
      'x-forwarded-for': '203.0.113.7',
      'x-forwarded-port': '443',
      'x-forwarded-proto': 'https',
      ...headers,
    },
    requestContext: {
      accountId: '123456789012',
      apiId: 'a1b2c3d4e5',
      ...(claims ? { authorizer: { jwt: { claims, scopes: null } } } : {}),
      domainName: 'a1b2c3d4e5.execute-api.eu-west-1.amazonaws.com',
      domainPrefix: 'a1b2c3d4e5',
      http: {
        method,
        path: decodeURIComponent(rawPath),
        protocol: 'HTTP/1.1',
        sourceIp: '203.0.113.7',
        userAgent: 'curl/8.14.1',
      },
      requestId: 'JKJaXmPLvHcESHA=',
      routeKey: `${method} ${rawPath}`,
      stage: '$default',
      time: '22/Nov/2026:10:00:00 +0000',
      timeEpoch: 1795341600000,
    },
    ...(body === undefined ? {} : { body: isBase64Encoded ? Buffer.from(body).toString('base64') : body }),
    isBase64Encoded,
  };
}

/** What Lambda hands to a handler beside the event. */
export const lambdaContext = {
  functionName: 'mainstay-api',
  functionVersion: '$LATEST',
  invokedFunctionArn: 'arn:aws:lambda:eu-west-1:123456789012:function:mainstay-api',
  memoryLimitInMB: '1769',
  awsRequestId: 'c6af9ac6-7b61-11e6-9a41-93e8deadbeef',
  logGroupName: '/aws/lambda/mainstay-api',
  logStreamName: '2026/11/22/[$LATEST]abc',
  callbackWaitsForEmptyEventLoop: true,
  getRemainingTimeInMillis: () => 29_000,
  done: () => undefined,
  fail: () => undefined,
  succeed: () => undefined,
};
