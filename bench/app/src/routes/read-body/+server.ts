/** What any receiver does at least: read the body. */
export const POST = async ({ request }: { request: Request }) => {
	await request.text();
	return Response.json({ received: true });
};
