import { dynaliteServer } from './local-dynamodb.ts';

/* DynamoDB's protocol in a process of its own: what is tested shares no processor with it. Sends its address. */

const { endpoint } = await dynaliteServer();
process.send?.(endpoint);
process.on('disconnect', () => process.exit());
