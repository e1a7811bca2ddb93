import { RuleList, Trimmed } from '../../forms/rule-list.js';

/** The handler knows the page of this form, whose data says when the account is gone. */
export class DeletionDto {
  @Trimmed()
  @RuleList([{ code: 'deletionUsernameDiffers', holds: (text) => text !== '' }])
  username = '';
}
