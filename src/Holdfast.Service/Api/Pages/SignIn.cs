using Holdfast.Client.Errors;
using Holdfast.Service.Api.Access;
using Holdfast.Service.Api.Problems;
using Holdfast.Service.Machines.Peers;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Primitives;

namespace Holdfast.Service.Api.Pages;

/// <summary>Opens a session of the page: for a one-time code, or for a token that somebody types in.</summary>
internal sealed class SignIn(
    ApiToken token, NamedTokens tokens, PageSessions sessions, CallerReader callers, RequestLimiter limiter,
    WebFiles files)
{
    /// <summary>Where the form is sent, and what its field is called.</summary>
    public const string Address = "/";

    public const string Field = "token";

    private const int LongestForm = 4096;

    /// <summary>Where the form is sent by somebody who asked for this page: there they are once they are in.</summary>
    public static string AddressFor(HttpRequest asked) =>
        QueryHelpers.AddQueryString(Address, WebPage.Wanted(asked));

    /// <summary>For a code of <c>holdfast page</c>; one that opens nothing counts as a guess of a stranger.</summary>
    public IResult WithCode(HttpContext context, string code)
    {
        if (sessions.Open(code) is { } session)
        {
            return Entered(context, session);
        }

        return MustWait(context) is { } wait
            ? new ProblemResult(RequestLimiter.Refusal(wait))
            : TypedResults.Content(
                StatusPage.UsedUp, StatusPage.Html, statusCode: StatusCodes.Status401Unauthorized);
    }

    /// <summary>For the token in a form; every try counts as one of a stranger.</summary>
    public async Task<IResult> WithTokenAsync(HttpContext context)
    {
        // Another site could sign somebody in as somebody else, who then works with the wrong rights.
        if (context.Request.Headers["Sec-Fetch-Site"].ToString() is not ("" or "same-origin" or "none"))
        {
            return new ProblemResult(new Refusal(
                ErrorCodes.NotAllowed, "one signs in on this node's own page; open its address yourself"));
        }

        if (context.Features.Get<PeerConnection>() is not null)
        {
            return new ProblemResult(new Refusal(
                ErrorCodes.NotAllowed, "here certificates count, and no tokens; those are for the node's own machine"));
        }

        if (MustWait(context) is { } wait)
        {
            return new ProblemResult(RequestLimiter.Refusal(wait));
        }

        return await TokenAsync(context).ConfigureAwait(false) is { } text && Open(text) is { } session
            ? Entered(context, session)
            : new ProblemResult(new Refusal(ErrorCodes.NotAuthenticated,
                "this is no token of this node; \"holdfast token list\" names those there are"));
    }

    private TimeSpan? MustWait(HttpContext context) =>
        limiter.MustWait(new Caller.Anonymous(), $"{context.Connection.RemoteIpAddress}");

    private string? Open(string text)
    {
        if (token.Accepts(text))
        {
            return sessions.Open(Role.Administrator, ends: null, token: null);
        }

        return tokens.Find(text) is { } named ? sessions.Open(named.Role, named.ExpiresAt, named.Hash) : null;
    }

    private IResult Entered(HttpContext context, string session)
    {
        context.Response.Cookies.Append(callers.CookieName, session, new CookieOptions
        {
            HttpOnly = true, Secure = true, SameSite = SameSiteMode.Strict, Path = "/", IsEssential = true,
        });
        return TypedResults.Redirect(WebPage.Target(context.Request, files));
    }

    private static async Task<string?> TokenAsync(HttpContext context)
    {
        if (!context.Request.HasFormContentType || context.Request.ContentLength is not (> 0 and <= LongestForm))
        {
            return null;
        }

        using var reader = new StreamReader(context.Request.Body);
        string form = await reader.ReadToEndAsync(context.RequestAborted).ConfigureAwait(false);
        return QueryHelpers.ParseQuery(form).GetValueOrDefault(Field, StringValues.Empty).ToString().Trim();
    }
}
