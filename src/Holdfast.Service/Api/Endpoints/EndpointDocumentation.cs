using Holdfast.Service.Api.Access;
using Microsoft.OpenApi;

namespace Holdfast.Service.Api.Endpoints;

/// <summary>What the OpenAPI document is told beyond what the handlers' signatures say.</summary>
internal static class EndpointDocumentation
{
    /// <summary>The endpoint takes <c>?revision=</c>.</summary>
    public static RouteHandlerBuilder WithRevision(this RouteHandlerBuilder endpoint) => endpoint.WithQuery(
        "revision", "Refuse with HF1012 if the object was changed after this revision.", JsonSchemaType.Integer);

    /// <summary>The endpoint needs this role, where that is not Viewer to read and Administrator to change.</summary>
    public static RouteHandlerBuilder Needs(this RouteHandlerBuilder endpoint, Role role) =>
        endpoint.WithMetadata(new Needs(role));

    /// <summary>The endpoint takes an optional query parameter.</summary>
    public static RouteHandlerBuilder WithQuery(
        this RouteHandlerBuilder endpoint, string name, string description, JsonSchemaType type) =>
        endpoint.AddOpenApiOperationTransformer((operation, _, _) =>
        {
            operation.Parameters ??= [];
            operation.Parameters.Add(new OpenApiParameter
            {
                Name = name, In = ParameterLocation.Query, Description = description,
                Schema = new OpenApiSchema { Type = type },
            });
            return Task.CompletedTask;
        });
}
