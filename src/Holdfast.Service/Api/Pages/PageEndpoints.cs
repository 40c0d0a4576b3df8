using Holdfast.Service.Api.Access;
using Holdfast.Service.Api.Views;
using Holdfast.Service.ClusterViews;
using Holdfast.Service.Hosting;
using Holdfast.Service.Machines.Members;

namespace Holdfast.Service.Api.Pages;

/// <summary>The web page, the plain status page, and how a browser gets in: <c>/?once=CODE</c> opens a
/// session; <c>/?goOn=true</c> goes to where somebody with a certificate was at another node.</summary>
internal static class PageEndpoints
{
    private const string Html = "text/html; charset=utf-8";

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/", Enter).WithMetadata(new WithoutCredentials()).ExcludeFromDescription();
        WebPage.Map(routes);
        routes.MapGet("/status", (
                IClusterView view, NodeOptions options, DatabaseMembers members, TimeProvider time,
                AuthorityLeft left) =>
                TypedResults.Content(
                    StatusPage.Write(ClusterDtos.Of(
                        view.Current, [], options.Node, members.Summary(), time.GetUtcNow(), left)), Html))
            .WithName("StatusPage").WithTags("page").WithSummary("The cluster as one plain page.");
        routes.MapGet("/status.css", () => TypedResults.Content(StatusPage.Style, "text/css; charset=utf-8"))
            .WithName("StatusStyle").WithTags("page").WithSummary("How the page looks.");
    }

    private static IResult Enter(
        HttpContext context, PageSessions sessions, CallerReader callers, WebFiles files, PagePeers peers)
    {
        string code = context.Request.Query["once"].ToString();
        if (code.Length == 0 && context.Request.Query["goOn"] == "true")
        {
            return TypedResults.Redirect(WebPage.Target(context.Request, files));
        }

        if (code.Length == 0)
        {
            return WebPage.Enter(context, files, peers);
        }

        if (sessions.Open(code) is not { } session)
        {
            return TypedResults.Content(StatusPage.UsedUp, Html, statusCode: StatusCodes.Status401Unauthorized);
        }

        context.Response.Cookies.Append(callers.CookieName, session, new CookieOptions
        {
            HttpOnly = true, SameSite = SameSiteMode.Strict, Path = "/", IsEssential = true,
        });
        return TypedResults.Redirect(WebPage.Target(context.Request, files));
    }
}
