/** Accounts in which AWS keeps its XGBoost container, by region (SageMaker developer guide, "Docker registry paths"). */
const accounts: Readonly<Record<string, string>> = {
  'us-east-1': '683313688378',
  'us-east-2': '257758044811',
  'us-west-1': '746614075791',
  'us-west-2': '246618743249',
  'eu-west-1': '141502667606',
  'eu-central-1': '492215442770',
  'ap-northeast-1': '354813040037',
  'ap-northeast-2': '366743142698',
};

const repository = 'sagemaker-xgboost';
const tag = '3.0-5';

/**
 * The container that training runs in.
 *
 * @throws {Error} for a region whose account is not listed here
 */
export function trainingImage(region: string): { readonly uri: string; readonly repositoryArn: string } {
  const account = accounts[region];
  if (account === undefined) {
    throw new Error(
      `lib/training/training-image.ts does not know AWS's account for XGBoost in ${region}; add it there.`,
    );
  }
  return {
    uri: `${account}.dkr.ecr.${region}.amazonaws.com/${repository}:${tag}`,
    repositoryArn: `arn:aws:ecr:${region}:${account}:repository/${repository}`,
  };
}
