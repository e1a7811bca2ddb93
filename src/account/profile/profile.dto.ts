import { RuleList, Trimmed } from '../../forms/rule-list.js';
import { ShownOn } from '../../http/errors/shown-on.decorator.js';
import { isThemeName, THEME_NAMES } from '../../views/themes.js';
import { EditProfilePage } from './edit-profile.page.js';

/** A display name has at most so many code points, after NFC. */
const MOST = 60;

/** These are UTF-16 units: no name of {@link MOST} characters has more, however it is composed, and composing is not free. */
const COMPOSED_AT_MOST = 1_024;

/** Embeddings, overrides and isolates reorder the text around a name (Unicode TR 36, 3.6; CVE-2021-42574). */
const TURNING = /[\u202a-\u202e\u2066-\u2069]/;

@ShownOn(EditProfilePage)
export class ProfileDto {
  @Trimmed()
  @RuleList([
    {
      code: 'displayNameTooLong',
      holds: (name) => name.length <= COMPOSED_AT_MOST && Array.from(name.normalize('NFC')).length <= MOST,
      values: () => ({ most: MOST }),
    },
    { code: 'displayNameCharacters', holds: (name) => name.isWellFormed() && !/\p{Cc}/u.test(name) && !TURNING.test(name) },
  ])
  displayName = '';

  @RuleList([{ code: 'themeUnknown', holds: isThemeName, values: () => ({ themes: THEME_NAMES.join(' ') }) }])
  theme = '';
}
