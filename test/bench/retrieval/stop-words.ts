/** English words that say nothing of a matter; every peer is given these. */
export const stopWords: ReadonlySet<string> = new Set(
	`a about after again all also am an and any are as at be because been before being but by can cannot could did do does
	doing don done down each few for from get had has have having he her here hers him his how i if im in into is it its ive
	just like me more most my no nor not now of off on once one only or other our out over own please same she should so some
	such than thanks that the their them then there these they this those through to too under until up use using very was we
	were what when where which while who whom why will with would you your yours`.split(/\s+/),
);
