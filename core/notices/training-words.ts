import type { z } from 'zod';
import type { TrainingCompleted, TrainingFailed } from '../events.ts';
import type { LinkTo, NoticeLanguage, Words } from './notice-words.ts';

/** A run has made a model that does not take the champion's place. */
export function trainingResultWords(
  { runId, modelVersion, decision }: z.infer<typeof TrainingCompleted>,
  language: NoticeLanguage,
  link: LinkTo,
): Words {
  const [model, run] = [link(`/models/${modelVersion}`), link(`/runs/${encodeURIComponent(runId)}`)];
  if (language === 'ko') {
    return {
      subject: '재학습 완료: 기존 모델을 유지합니다',
      lines: [`새 모델: ${modelVersion}`, `이유: ${decision}`, '', `모델: ${model}`, `실행: ${run}`],
    };
  }
  return {
    subject: 'Retrained: the champion stays',
    lines: [`New model: ${modelVersion}`, `Why it was not promoted: ${decision}`, '', `Model: ${model}`, `Run: ${run}`],
  };
}

/** A run has failed, and nothing has changed. */
export function trainingFailureWords(
  { runId, profile, code, detail }: z.infer<typeof TrainingFailed>,
  language: NoticeLanguage,
  link: LinkTo,
): Words {
  const run = link(`/runs/${encodeURIComponent(runId)}`);
  if (language === 'ko') {
    return {
      subject: `${profile} 학습에 실패했습니다 (${code})`,
      lines: [detail, '현재 모델은 그대로 사용됩니다.', '', `실행: ${run}`],
    };
  }
  return {
    subject: `Training of ${profile} failed (${code})`,
    lines: [detail, 'The champion is who it was.', '', `Run: ${run}`],
  };
}
