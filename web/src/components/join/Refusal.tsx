import type { InvitePreview } from '@gatehouse/sdk';
import { lazy, useEffect, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { now as serverNow, useNow } from '../../stores/clock.js';
import classes from './JoinPage.module.css';
import { canPass, goesOnByItself, joinProblem } from '../../stores/join-problem.js';
import { OwnKey } from './OwnKey.js';
import { usePage } from './page.js';
import { RefusalIcon } from './RefusalIcon.js';
import { Button } from './ui/Button.js';
import { Late } from './Late.js';
import { useStepFocus } from '../../hooks/useStepFocus.js';
import { useIsAwake } from '../../hooks/useIsAwake.js';
import { useRefusalWords } from './useRefusalWords.js';

/** Nobody can use it without scripts. */
const PasteLink = lazy(async () => ({ default: (await import('./PasteLink.js')).PasteLink }));

interface Props {
  readonly error: unknown;
  readonly preview: InvitePreview | undefined;
  readonly notBefore: number;
}

/** What is the matter, and what to do about it. */
export function Refusal({ error, preview, notBefore }: Props): ReactNode {
  const { t } = useTranslation('join');
  const problem = joinProblem(error);
  const { title, advice } = useRefusalWords(error, preview);
  const { readOnly } = usePage().boot;
  const isAwake = useIsAwake();
  const heading = useStepFocus(problem);
  useEffect(() => {
    document.title = title;
  }, [title]);
  const isFinal = !canPass(problem);
  return (
    <>
      <div className={classes.head}>
        <RefusalIcon problem={problem} />
        <h1 ref={heading} tabIndex={-1}>
          {title}
        </h1>
        {advice !== undefined && <p>{advice}</p>}
      </div>
      {problem === 'NOT_ALLOWLISTED' && <OwnKey />}
      {!isFinal && (
        <TryAgain notBefore={notBefore} byItself={goesOnByItself(problem, readOnly === true)} />
      )}
      {isFinal && isAwake && problem !== 'MEMBER_BANNED' && (
        <>
          <p className={classes.or}>{t('anotherLink')}</p>
          <Late>
            <PasteLink />
          </Late>
        </>
      )}
    </>
  );
}

interface TryAgainProps {
  readonly notBefore: number;
  /** So many milliseconds after the last try there is another one, unasked. */
  readonly byItself: number | undefined;
}

function TryAgain({ notBefore, byItself }: TryAgainProps): ReactNode {
  const { t } = useTranslation('join');
  const { actions, boot } = usePage();
  const isAwake = useIsAwake();
  const now = useNow(1000);
  const [isBusy, setBusy] = useState(false);
  const seconds = Math.max(0, Math.ceil((notBefore - (isAwake ? now : boot.at)) / 1000));
  useEffect(() => {
    if (byItself === undefined) return undefined;
    const goOn = (): void => {
      // Nobody is looking: there is time until somebody does.
      if (document.hidden) document.addEventListener('visibilitychange', goOn, { once: true });
      else void actions.goOn();
    };
    const timer = setTimeout(goOn, Math.max(0, notBefore - serverNow()) + byItself);
    return () => {
      clearTimeout(timer);
      document.removeEventListener('visibilitychange', goOn);
    };
  }, [actions, byItself, notBefore]);
  const again = async (): Promise<void> => {
    setBusy(true);
    await actions.tryAgain();
    setBusy(false);
  };
  return (
    <Button isPrimary isBusy={isBusy} isDisabled={seconds > 0} onClick={() => void again()}>
      {seconds > 0 ? t('tryAgainIn', { count: seconds }) : t('tryAgain')}
    </Button>
  );
}
