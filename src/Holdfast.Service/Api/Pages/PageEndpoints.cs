using Holdfast.Service.Api.Access;
using Holdfast.Service.Api.Endpoints;
using Holdfast.Service.Api.Views;
using Holdfast.Service.ClusterViews;
using Holdfast.Service.Hosting;
using Holdfast.Service.Machines.Members;

namespace Holdfast.Service.Api.Pages;

/// <summary>The web page, the plain status page, and how a browser gets in: <c>/?once=CODE</c> opens a
/// session, and so does a token that is typed in; <c>/?goOn=true</c> goes to where somebody with a certificate was at
/// another node.</summary>
internal static class PageEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/", Enter).WithMetadata(new WithoutCredentials()).ExcludeFromDescription();
        routes.MapPost(SignIn.Address, SignInAsync).Needs(Role.Viewer).WithMetadata(new WithoutCredentials())
            .ExcludeFromDescription();
        WebPage.Map(routes);
        routes.MapGet("/status", (
                IClusterView view, NodeOptions options, DatabaseMembers members, TimeProvider time,
                AuthorityLeft left) =>
                TypedResults.Content(
                    StatusPage.Write(ClusterDtos.Of(
                        view.Current, [], [], options.Node, members.Summary(), time.GetUtcNow(), left)),
                    StatusPage.Html))
            .WithName("StatusPage").WithTags("page").WithSummary("The cluster as one plain page.");
        routes.MapGet("/status.css", () => TypedResults.Content(StatusPage.Style, "text/css; charset=utf-8"))
            .WithName("StatusStyle").WithTags("page").WithSummary("How the page looks.");
    }

    private static IResult Enter(HttpContext context, SignIn signIn, WebFiles files, PagePeers peers)
    {
        string code = context.Request.Query["once"].ToString();
        if (code.Length > 0)
        {
            return signIn.WithCode(context, code);
        }

        return context.Request.Query["goOn"] == "true"
            ? TypedResults.Redirect(WebPage.Target(context.Request, files))
            : WebPage.Enter(context, files, peers);
    }

    private static Task<IResult> SignInAsync(HttpContext context, SignIn signIn) => signIn.WithTokenAsync(context);
}
