import { z } from 'zod';

/*
 * What Mainstay uses of the requests that Step Functions sends to SageMaker, as AWS names it; what else there is
 * (roles, networks, tags) means nothing on one machine and is let through.
 * https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateTrainingJob.html and …_CreateProcessingJob.html
 */

const s3Uri = z.string().regex(/^s3:\/\/[^/]+\/.+/, 'an address such as s3://bucket/key');
/** All values are texts, as in the API. */
const texts = z.record(z.string(), z.string());
const jobName = z.string().regex(/^[a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}$/, 'letters, digits and hyphens, at most 63');
const maxRuntime = z.looseObject({ MaxRuntimeInSeconds: z.int().positive() });

export const TrainingJobRequest = z.looseObject({
  TrainingJobName: jobName,
  HyperParameters: texts.and(z.looseObject({ sagemaker_program: z.string().regex(/^[a-z_]+\.py$/) })),
  InputDataConfig: z
    .array(
      z.looseObject({
        ChannelName: z.string().regex(/^[A-Za-z0-9._-]{1,64}$/),
        DataSource: z.looseObject({ S3DataSource: z.looseObject({ S3Uri: s3Uri, S3DataType: z.literal('S3Prefix') }) }),
      }),
    )
    .min(1),
  OutputDataConfig: z.looseObject({ S3OutputPath: s3Uri }),
  ResourceConfig: z.looseObject({ InstanceCount: z.int().min(1) }),
  CheckpointConfig: z.looseObject({ S3Uri: s3Uri }).optional(),
  Environment: texts.optional(),
  StoppingCondition: maxRuntime,
});
export type TrainingJobRequest = z.infer<typeof TrainingJobRequest>;

const localPath = z.string().regex(/^\/opt\/ml\/processing\/[a-z0-9/_-]+$/);

export const ProcessingJobRequest = z.looseObject({
  ProcessingJobName: jobName,
  AppSpecification: z.looseObject({ ContainerArguments: z.array(z.string()).min(1) }),
  ProcessingInputs: z.array(
    z.looseObject({ InputName: z.string(), S3Input: z.looseObject({ S3Uri: s3Uri, LocalPath: localPath }) }),
  ),
  ProcessingOutputConfig: z.looseObject({
    Outputs: z.array(
      z.looseObject({ OutputName: z.string(), S3Output: z.looseObject({ S3Uri: s3Uri, LocalPath: localPath }) }),
    ),
  }),
  Environment: texts.optional(),
  StoppingCondition: maxRuntime.optional(),
});
export type ProcessingJobRequest = z.infer<typeof ProcessingJobRequest>;
