import { describe, expect, it } from '@jest/globals';
import { DomainError } from '../../../../core/errors.ts';
import type { AnswerShape } from '../../../../core/scoring/external/external-model.ts';
import { readAnswer } from '../../../../core/scoring/external/read-answer.ts';
import { withCode } from '../../../support/with-code.ts';

const csv: AnswerShape = { format: 'csv' };
const lines: AnswerShape = { format: 'json-lines', field: 'score' };
const json: AnswerShape = { format: 'json', field: 'score' };

describe('readAnswer', () => {
  it.each<[string, AnswerShape, string]>([
    ['a line each', csv, '0.25\n0.5\n1e-3\n'],
    ['lines of Windows', csv, '0.25\r\n0.5\r\n.001'],
    ['one line of all', csv, '0.25,0.5,0.001'],
    ['one column of several', { format: 'csv', column: 1 }, '0,0.25\n1,0.5\n0,0.001'],
    ['numbers, one a line', lines, '0.25\n0.5\n0.001'],
    ['documents, one a line', lines, '{"score":0.25}\n{"score":0.5,"label":1}\n{"score":0.001}\n'],
    ['a list', json, '[0.25,0.5,0.001]'],
    ['predictions', json, '{"predictions":[{"score":0.25},{"score":0.5},{"score":0.001}]}'],
    ['another field', { format: 'json', field: 'p' }, '[{"p":0.25},{"p":0.5},{"p":0.001}]'],
  ])('reads %s', (_name, shape, text) => {
    expect(readAnswer(text, shape, 3)).toEqual([0.25, 0.5, 0.001]);
  });

  it('reads one row, and none', () => {
    expect(readAnswer('0.25', csv, 1)).toEqual([0.25]);
    expect(readAnswer('', csv, 0)).toEqual([]);
  });

  it.each<[string, AnswerShape, string]>([
    ['fewer rows', csv, '0.1\n0.2'],
    ['more rows', csv, '0.1,0.2,0.3,0.4'],
    ['nothing', csv, ''],
    ['NaN', csv, '0.1\nnan\n0.2'],
    ['infinity', csv, '0.1\ninf\n0.2'],
    ['a hole', csv, '0.1,,0.2'],
    ['a column that is not there', { format: 'csv', column: 1 }, '0.1\n0.2\n0.3'],
    ['several columns where one was meant', csv, '0.1,1\n0.2,1\n0.3,0'],
    ['more than 1, such as a margin', csv, '0.1\n1.7\n0.2'],
    ['less than 0', csv, '0.1\n-0.4\n0.2'],
    ['HTML', csv, '<html>\n<body>\n</html>'],
    ['texts in JSON', lines, '"0.1"\n"0.2"\n"0.3"'],
    ['null in JSON', lines, '0.1\nnull\n0.2'],
    ['documents without the field', lines, '{"p":0.1}\n{"p":0.2}\n{"p":0.3}'],
    ['what is no JSON', lines, '0.1\n0.2\nNaN'],
    ['JSON without a list', json, '{"message":"ok"}'],
    ['a hexadecimal number', csv, '0x1\n0\n0'],
  ])('refuses %s', (_name, shape, text) => {
    expect(() => readAnswer(text, shape, 3)).toThrow(withCode('model-answer-invalid'));
  });

  it('names the row and repeats no text', () => {
    expect(() => readAnswer('0.1\nJane Doe\n0.2', csv, 3)).toThrow(
      new DomainError('model-answer-invalid', 'The endpoint of the model answered no number for row 1 of 3.'),
    );
  });
});
