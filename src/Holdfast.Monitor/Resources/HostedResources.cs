using System.Collections.Concurrent;
using Holdfast.Linux;
using Holdfast.Monitor.Loading;
using Holdfast.MonitorProtocol.Monitors;

namespace Holdfast.Monitor.Resources;

/// <summary>The DLL that this monitor has loaded and the resources it hosts.</summary>
internal sealed class HostedResources(MonitorServices services)
{
    private readonly ConcurrentDictionary<string, HostedInstance> resources = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim loading = new(1, 1);
    private ResourceDll? dll;
    private string? hash;

    /// <summary>Hash of the package that is loaded; null while nothing is.</summary>
    public string? PackageHash => hash;

    public IReadOnlyList<HostedInstance> All =>
        [.. resources.Values.OrderBy(resource => resource.Name, StringComparer.Ordinal)];

    /// <summary>The epoch of its resources; 0 while there is none.</summary>
    public long Epoch { get; private set; }

    /// <summary>Loads a DLL, once; the same again succeeds.</summary>
    public async Task<CallOutcome> LoadAsync(LoadRequest request)
    {
        await loading.WaitAsync().ConfigureAwait(false);
        using var slot = services.Board.Take("");
        try
        {
            if (hash is not null)
            {
                return hash == request.PackageHash
                    ? Outcomes.Ok
                    : Outcomes.Refused($"This monitor has loaded package {hash} already; another needs another "
                    + "monitor.");
            }

            slot.Begin(EntryPoint.Load, BootClock.Now);
            var outcome = await Outcomes.CatchAsync(() => Task.Run(() =>
            {
                dll = ResourceDll.Load(request);
                return Outcomes.Ok;
            })).ConfigureAwait(false);
            if (outcome.Result == "ok")
            {
                hash = request.PackageHash;
                services.Log.Write($"loaded {request.DllName} of package {request.PackageHash}");
            }

            return outcome;
        }
        finally
        {
            loading.Release();
        }
    }

    /// <summary>Takes a resource in. One of the same name and generation that is open already succeeds.</summary>
    public async Task<CallOutcome> OpenAsync(OpenRequest request)
    {
        if (dll is null)
        {
            return Outcomes.Refused("This monitor has loaded no DLL yet; load one first.");
        }

        var outcome = await OpenAsync(request, dll).ConfigureAwait(false);
        if (outcome.Result != "ok")
        {
            services.Log.Write(request.Name, $"open: {outcome.Reason}");
        }

        return outcome;
    }

    /// <summary>The resource of this name.</summary>
    public HostedInstance? Find(string name) => resources.GetValueOrDefault(name);

    /// <summary>Lets a resource go.</summary>
    public async Task<CallOutcome> CloseAsync(string name)
    {
        if (!resources.TryGetValue(name, out var resource))
        {
            return Outcomes.Ok;
        }

        var outcome = await resource.CloseAsync().ConfigureAwait(false);
        Remove(resource);
        return outcome;
    }

    /// <summary>Whether properties fit a type.</summary>
    public ValidateAnswer Validate(ValidateRequest request)
    {
        if (dll is null)
        {
            return new() { Errors = [new("", "This monitor has loaded no DLL yet; load one first.")] };
        }

        if (dll.Find(request.EntryType) is not { } definition)
        {
            return new() { Errors = [new("", NoSuchType(request.EntryType))] };
        }

        try
        {
            var errors = definition.Read(request.Properties).Errors;
            return new() { Errors = [.. errors.Select(error => new PropertyFault(error.Property, error.Message))] };
        }
        catch (Exception exception)
        {
            return new() { Errors = [new("", Outcomes.Describe(exception))] };
        }
    }

    private static string NoSuchType(string entryType) =>
        $"The DLL has no resource type {entryType}; register the type again.";

    private async Task<CallOutcome> OpenAsync(OpenRequest request, ResourceDll loaded)
    {
        if (loaded.Find(request.EntryType) is not { } definition)
        {
            return Outcomes.Failed(NoSuchType(request.EntryType));
        }

        if (resources.TryGetValue(request.Name, out var present) && present.Generation != request.Generation)
        {
            Remove(present);
        }

        var resource = resources.GetOrAdd(request.Name, _ => new HostedInstance(request, services));
        Epoch = Math.Max(Epoch, request.Epoch);
        var outcome = await resource.OpenAsync(definition).ConfigureAwait(false);
        if (outcome.Result != "ok")
        {
            Remove(resource);
        }

        return outcome;
    }

    private void Remove(HostedInstance resource)
    {
        resources.TryRemove(new KeyValuePair<string, HostedInstance>(resource.Name, resource));
        resource.Dispose();
    }
}
