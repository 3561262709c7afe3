/** What the next press of a button needs, in one file: the calls, and what is shown of whoever they let in. */
import './MemberAlready.js';
export * from '../../stores/join-work.js';
