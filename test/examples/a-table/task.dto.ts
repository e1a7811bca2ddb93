import { ListOf } from '../../../src/forms/list-of.js';
import { RuleList, Trimmed } from '../../../src/forms/rule-list.js';
import { ShownOn } from '../../../src/http/errors/shown-on.decorator.js';
import { AREAS, PRIORITIES, TAGS, valuesOf } from './task.choices.js';
import { TaskPage } from './task.pages.js';

const isDay = (text: string): boolean => /^\d{4}-\d\d-\d\d$/.test(text) && new Date(text).toJSON()?.startsWith(text) === true;

@ShownOn(TaskPage)
export class TaskDto {
  @Trimmed()
  @RuleList([
    { code: 'Please give it a title', holds: (text) => text !== '' },
    { code: 'At most 80 characters', holds: (text) => text.length <= 80 },
  ])
  title = '';

  @RuleList([{ code: 'At most 10,000 characters', holds: (text) => text.length <= 10_000 }])
  notes = '';

  @RuleList([{ code: 'Please give a day, such as 2026-12-24', holds: isDay }])
  due = '';

  @RuleList([{ code: 'Please give whole hours from 1 to 100', holds: (text) => /^([1-9]\d?|100)$/.test(text) }])
  effort = '';

  @RuleList([{ code: 'Please choose an area', holds: (text) => valuesOf(AREAS).includes(text) }])
  area = '';

  @RuleList([{ code: 'Please choose one', holds: (text) => valuesOf(PRIORITIES).includes(text) }])
  priority = '';

  @ListOf(valuesOf(TAGS), { code: 'Please choose from these' })
  tags: string[] = [];

  /** The version that was shown; a new task has none. */
  @RuleList([{ code: 'notText', holds: (text) => /^\d{0,9}$/.test(text) }])
  version = '';
}
