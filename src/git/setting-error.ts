/**
 * An error for a setting that can never work. Its name, `GitSettingError`, tells it from a defect.
 *
 * @param sentence says what is wrong and what to do; contains no secret
 */
export function settingError(sentence: string): Error {
  return Object.assign(new Error(sentence), { name: 'GitSettingError' });
}
