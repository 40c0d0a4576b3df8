using Holdfast.Service.Api.Access;
using Holdfast.Service.Api.Endpoints;
using Holdfast.Service.Api.Pages;
using Holdfast.Service.Api.Problems;
using Holdfast.Service.Api.WhatIf;

namespace Holdfast.Service.Api;

/// <summary>Maps the REST API, the pages and the OpenAPI document.</summary>
public static class ApiEndpoints
{
    public static void Map(WebApplication app)
    {
        app.UseMiddleware<ProblemMiddleware>();
        app.UseMiddleware<HostMiddleware>();
        app.UseRouting();
        app.UseMiddleware<AccessMiddleware>();
        app.UseMiddleware<WhatIfMiddleware>();
        RouteGroupBuilder api = app.MapGroup("/api/v1");
        ClusterEndpoints.Map(api);
        NodeEndpoints.Map(api);
        MachineEndpoints.Map(api);
        MemberEndpoints.Map(api);
        BackupEndpoints.Map(api);
        GroupEndpoints.Map(api);
        ResourceEndpoints.Map(api);
        TypeEndpoints.Map(api);
        PackageEndpoints.Map(api);
        EventEndpoints.Map(api);
        ExplainEndpoints.Map(api);
        SimulateEndpoints.Map(api);
        ConfigurationEndpoints.Map(api);
        PageLinkEndpoints.Map(api);
        TokenEndpoints.Map(api);
        PeopleEndpoints.Map(api);
        FenceEndpoints.Map(api);
        Pages.PageEndpoints.Map(app);
        app.MapOpenApi("/openapi/{documentName}.json");
    }
}
