import { checkedInput, ValidationFailed } from '../http/validation.js';
import { WrongUsage } from './failures.js';

/**
 * Options, checked by the rules of the API.
 * @throws WrongUsage
 */
export async function checkedOptions<Input extends object>(
  input: new () => Input,
  value: object,
): Promise<Input> {
  try {
    return await checkedInput(input, value);
  } catch (error) {
    if (error instanceof ValidationFailed) throw new WrongUsage(`${error.detail}.`);
    throw error;
  }
}
