using System.Text;
using Holdfast.Cli.Tests;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Service.Tests.Api;

/// <summary>The list of endpoints in docs/api.md, written from the endpoints themselves.</summary>
public sealed class EndpointReferenceTests
{
    [Fact]
    public async Task EndpointTable_IsWrittenFromTheEndpoints()
    {
        await using ApiNode node = await ApiNode.StartAsync();
        var text = new StringBuilder("| | body | answer | |\n|---|---|---|---|\n");
        foreach (RouteEndpoint endpoint in node.Endpoints
            .Where(each => each.Metadata.GetMetadata<IEndpointSummaryMetadata>() is not null))
        {
            string method = endpoint.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods[0];
            string body = endpoint.Metadata.GetMetadata<IAcceptsMetadata>() is { } accepts ? Named(accepts) : "";
            string answer = endpoint.Metadata.OfType<IProducesResponseTypeMetadata>().LastOrDefault() is { } produces
                ? Named(produces)
                : "";
            string summary = endpoint.Metadata.GetMetadata<IEndpointSummaryMetadata>()!.Summary;
            string path = endpoint.RoutePattern.RawText!.Trim('/');
            text.Append($"| `{method} /{path}` | {body} | {answer} | {summary} |\n");
        }

        GeneratedDocument.Check("docs/api.md", text.ToString());
    }

    private static string Named(IAcceptsMetadata accepts) => accepts.RequestType is { } type
        && accepts.ContentTypes.Contains("application/json")
            ? type.Name == "JsonElement" ? "any JSON" : type.Name
            : accepts.ContentTypes.FirstOrDefault() ?? "";

    private static string Named(IProducesResponseTypeMetadata produces)
    {
        string shape = produces.Type is { IsGenericType: true } list ? $"list of {list.GetGenericArguments()[0].Name}"
            : produces.Type is { } type && type != typeof(void) ? type.Name
            : produces.ContentTypes.FirstOrDefault() ?? "";
        return FormattableString.Invariant($"{produces.StatusCode} {shape}").TrimEnd();
    }
}
