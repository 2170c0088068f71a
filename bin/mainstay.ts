import { App } from 'aws-cdk-lib';
import { mainstayApp } from '../lib/mainstay-app.ts';

/** The CDK app; `-c stage=prod` picks another stage than `dev`. */
const app = new App();
mainstayApp(app, String(app.node.tryGetContext('stage') ?? 'dev'));
