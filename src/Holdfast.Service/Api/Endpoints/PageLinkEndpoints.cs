using System.Globalization;
using Holdfast.Client.Dtos;
using Holdfast.Client.Errors;
using Holdfast.Service.Api.Access;
using Holdfast.Service.Api.Pages;
using Holdfast.Service.Api.Problems;
using Microsoft.OpenApi;

namespace Holdfast.Service.Api.Endpoints;

/// <summary><c>/api/v1/page-links</c>: how a browser gets in, here and at the other nodes.</summary>
internal static class PageLinkEndpoints
{
    public static void Map(RouteGroupBuilder api)
    {
        api.MapPost("/page-links", Link)
            .Needs(Role.Viewer).WithMetadata(new NotForPages()).WithName("MakePageLink").WithTags("page")
            .WithSummary("An address at which the web page can be opened once.")
            .WithQuery("role", "The session's role; the caller's own if not given, and never more.",
                JsonSchemaType.String)
            .WithQuery("sessionEnds", "When the session that it opens ends at the latest.", JsonSchemaType.String)
            .Produces<PageLinkDto>();
        api.MapPost("/page-links/elsewhere", ElsewhereAsync)
            .Needs(Role.Viewer).WithName("MakePageLinksElsewhere").WithTags("page")
            .WithSummary("Such addresses of the other nodes that are up, to go on there when this node ends.");
    }

    private static IResult Link(HttpContext context, PageSessions sessions, ApiAddresses addresses)
    {
        string asked = context.Request.Query["sessionEnds"].ToString();
        DateTimeOffset? ends = null;
        if (asked.Length > 0)
        {
            if (!DateTimeOffset.TryParse(
                asked, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset parsed))
            {
                return new ProblemResult(new Refusal(
                    ErrorCodes.BadQuery, $"the query parameter sessionEnds must be a time, not \"{asked}\""));
            }

            ends = parsed;
        }

        if (!RoleOf(context).Succeeded(out Role role, out Refusal? refusal))
        {
            return new ProblemResult(refusal);
        }

        // What is opened with a token lasts no longer than it does.
        NamedToken? token = (AccessMiddleware.CallerOf(context) as Caller.TokenHolder)?.Token;
        ends = token is not null && !(ends < token.ExpiresAt) ? token.ExpiresAt : ends;
        (string code, DateTimeOffset expiresAt) = sessions.NewCode(role, ends, token?.Hash);
        string url = addresses.Url ?? "http://127.0.0.1";
        return TypedResults.Ok(new PageLinkDto { Url = $"{url.TrimEnd('/')}/?once={code}", ExpiresAt = expiresAt });
    }

    private static async Task<Microsoft.AspNetCore.Http.HttpResults.Ok<IReadOnlyList<NodePageLinkDto>>> ElsewhereAsync(
        HttpContext context, PagePeers peers, TimeProvider time)
    {
        Caller caller = AccessMiddleware.CallerOf(context);
        if (caller is Caller.Person)
        {
            return TypedResults.Ok(peers.LinksForPeople(time.GetUtcNow()));
        }

        if (caller is Caller.PageSession { Token: not null } or Caller.TokenHolder { Token: not null })
        {
            // Other nodes do not know the token, and so not when it is taken back.
            return TypedResults.Ok<IReadOnlyList<NodePageLinkDto>>([]);
        }

        DateTimeOffset? ends = (caller as Caller.PageSession)?.Ends;
        return TypedResults.Ok(await peers
            .LinksAsync(context.Who(), $"{caller.Rights}", ends, context.RequestAborted).ConfigureAwait(false));
    }

    /// <summary>The role that is asked for, which the caller must have.</summary>
    private static Outcome<Role> RoleOf(HttpContext context)
    {
        Role own = AccessMiddleware.CallerOf(context).Rights ?? Role.Viewer;
        string asked = context.Request.Query["role"].ToString();
        if (asked.Length == 0)
        {
            return own;
        }

        string[] names = Enum.GetNames<Role>();
        return !names.Contains(asked)
            ? new Refusal(ErrorCodes.BadQuery,
                $"the query parameter role must be one of {string.Join(", ", names)}, not \"{asked}\"")
            : Enum.Parse<Role>(asked) is var role && role <= own ? role
            : new Refusal(
                ErrorCodes.NotAllowed, $"you have the role {own}, and can give no more: ask for that or less");
    }
}
