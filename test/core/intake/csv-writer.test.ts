import { describe, expect, it } from '@jest/globals';
import { csvField, csvLine, spreadsheetLine, spreadsheetText } from '../../../core/intake/csv-writer.ts';

describe('csvField', () => {
  it.each([
    ['plain', 'plain'],
    ['', ''],
    ['a,b', '"a,b"'],
    ['say "hi"', '"say ""hi"""'],
    ['two\nlines', '"two\nlines"'],
    [' blank', '" blank"'],
    ['a;b', 'a;b'],
  ])('writes %j as %s', (text, field) => {
    expect(csvField(text)).toBe(field);
  });

  it('quotes for the delimiter in use', () => {
    expect(csvField('a;b', ';')).toBe('"a;b"');
  });
});

describe('csvLine', () => {
  it('keeps texts to the letter, and a row of one empty field from being a blank line', () => {
    expect(csvLine(['=1+1', '-x'])).toBe('=1+1,-x\n');
    expect(csvLine([''])).toBe('""\n');
  });
});

describe('spreadsheetText', () => {
  it.each([
    '=1+1',
    '+cmd|x',
    '-2+3',
    '@SUM(A1)',
    '\t=1',
    '\r=1',
    ' =1',
    '\u00a0=1',
    '\uff1d1',
    '=HYPERLINK("http://x")',
  ])('puts an apostrophe before %j', (text) => {
    expect(spreadsheetText(text)).toBe(`'${text}`);
  });

  it.each(['-12.5', '+4', '-1e3', 'A-1', '7590-VHVEG', 'a=b', '', "'x"])('leaves %j as it is', (text) => {
    expect(spreadsheetText(text)).toBe(text);
  });
});

describe('spreadsheetLine', () => {
  it('writes numbers in their shortest form and nothing for null', () => {
    expect(spreadsheetLine(['@x', -0.5, null, 'a,b'])).toBe('\'@x,-0.5,,"a,b"\n');
  });
});
