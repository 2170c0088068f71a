import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { withRetryableName } from '../../../lambdas/batch/with-retryable-name.ts';
import { localCredentials } from './local-dynamodb.ts';

/* Calls DynamoDB at an address and prints the name of the failure. A program, since jest's errors are not Node's. */

const [endpoint] = process.argv.slice(2);
const client = new DynamoDBClient({ ...localCredentials, endpoint, maxAttempts: 1 });
try {
  await client.send(new GetItemCommand({ TableName: 't', Key: { pk: { S: 'a' }, sk: { S: 'b' } } }));
} catch (error) {
  process.stdout.write(withRetryableName(error).name);
}
