/**
 * A setting that can never work, said in a sentence a person can act on (no secret in it). Its name is
 * `GitSettingError`, so that whoever starts the program can tell it from a defect.
 */
export function settingError(sentence: string): Error {
  return Object.assign(new Error(sentence), { name: 'GitSettingError' });
}
