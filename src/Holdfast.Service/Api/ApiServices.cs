using System.Text.Json.Serialization;
using Holdfast.Client;
using Holdfast.Database;
using Holdfast.Service.Api.Access;
using Holdfast.Service.Api.Edits;
using Holdfast.Service.Api.Pages;
using Holdfast.Service.Api.Streams;
using Holdfast.Service.Backups;
using Holdfast.Service.ClusterViews;
using Holdfast.Service.Decisions;
using Holdfast.Service.Fencing;
using Holdfast.Service.Hosting;
using Holdfast.Service.Machines;
using Holdfast.Service.Machines.Certificates;
using Holdfast.Service.Machines.Joining;
using Holdfast.Service.Machines.Members;
using Holdfast.Service.Machines.Peers;
using Holdfast.Service.Membership;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Options;

namespace Holdfast.Service.Api;

/// <summary>Registers the REST API. <see cref="ApiEndpoints"/> maps it.</summary>
public static class ApiServices
{
    /// <summary>Name of the file in the data folder that holds the token for TCP.</summary>
    public const string TokenFile = "api-token";

    /// <summary>Name of the file in the data folder that holds what tells the tokens with a name.</summary>
    public const string NamedTokensFile = "api-tokens.json";

    /// <summary>
    /// Adds the API and its listeners. Needed beside it: NodeOptions, TimeProvider, IClusterDatabase, IClusterView,
    /// IEventLog, IGroupOperations, IPackageStore and TypeRegistration.
    /// </summary>
    public static IServiceCollection AddHoldfastApi(this IServiceCollection services)
    {
        services.AddSingleton(_ => SocketAccess.OfThisMachine());
        services.AddSingleton(provider => ApiToken.Load(
            Path.Combine(provider.GetRequiredService<NodeOptions>().DataFolder, TokenFile)));
        services.AddSingleton(provider => new NamedTokens(
            Path.Combine(provider.GetRequiredService<NodeOptions>().DataFolder, NamedTokensFile),
            provider.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton(_ => new RequestLimiter());
        services.AddSingleton<LocalMachine>();
        services.TryAddSingleton(provider => new PeerNodes(
            provider.GetRequiredService<IClusterView>(), provider.GetRequiredService<LocalMachine>().Certificates));
        services.AddSingleton<MemberDesk>();
        services.AddSingleton<JoinTokens>();
        services.AddSingleton<JoinLimiter>();
        services.AddSingleton(provider => new CertificateRegister(
            provider.GetRequiredService<IClusterDatabase>(),
            provider.GetRequiredService<NodeOptions>().Machine?.Certificates,
            provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<JoinDesk>();
        services.AddSingleton<DatabaseMembers>();
        services.AddSingleton<BackupReader>();
        services.TryAddSingleton(_ => new FenceAgents());
        services.AddSingleton<FenceDevices>();
        services.AddSingleton<PageSessions>();
        services.TryAddSingleton(_ => WebFiles.OfThisAssembly());
        services.AddSingleton<PagePeers>();
        services.AddSingleton<Views.AuthorityLeft>();
        services.AddSingleton<CallerReader>();
        services.AddSingleton<SignIn>();
        services.TryAddSingleton<IBootClock, MachineClock>();
        services.TryAddSingleton<ObserverView>();
        services.AddSingleton<WhatIf.WhatIfPlans>();
        services.AddSingleton<ConfigEditor>();
        services.AddSingleton<OwnerCalls>();
        services.AddSingleton<EventStream>();
        services.AddSingleton<ApiAddresses>();
        services.AddSingleton<ApiListeners>();
        services.AddSingleton<IConfigureOptions<KestrelServerOptions>>(provider =>
            new ConfigureOptions<KestrelServerOptions>(provider.GetRequiredService<ApiListeners>().Configure));
        services.AddSingleton<IConfigureOptions<SocketTransportOptions>>(provider =>
            new ConfigureOptions<SocketTransportOptions>(provider.GetRequiredService<ApiListeners>().Configure));
        services.Configure<JsonOptions>(json =>
        {
            json.SerializerOptions.NumberHandling = JsonNumberHandling.Strict;
            json.SerializerOptions.TypeInfoResolverChain.Insert(0, ClientJson.Default);
            json.SerializerOptions.TypeInfoResolverChain.Insert(1, RequestJson.Default);
            json.SerializerOptions.TypeInfoResolverChain.Insert(2, UploadJson.Default);
        });
        services.AddOpenApi("v1", document => document.AddDocumentTransformer((api, _, _) =>
        {
            api.Info = new() { Title = "Holdfast", Version = "v1", Description = "See docs/api.md." };
            api.Servers = [];
            return Task.CompletedTask;
        }));
        return services;
    }
}

/// <summary>What the OpenAPI document says of an uploaded package: that it is binary.</summary>
[JsonSerializable(typeof(Stream))]
internal sealed partial class UploadJson : JsonSerializerContext;
