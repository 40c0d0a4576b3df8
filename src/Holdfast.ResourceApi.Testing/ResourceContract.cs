using System.Text.Json;
using Holdfast.ResourceApi.Hosting;

namespace Holdfast.ResourceApi.Testing;

/// <summary>
/// Puts a resource type through everything a cluster would do to it, with real processes, in this process.
/// </summary>
public static class ResourceContract
{
    /// <summary>
    /// Verifies that a resource type keeps every rule: open, online, health, cancellation, reattach by a new object,
    /// the death of its processes, restart, offline, terminate; each twice where that must be harmless. Leaves nothing
    /// running.
    /// </summary>
    /// <typeparam name="TResource">The resource type.</typeparam>
    /// <param name="properties"> Its properties, e.g. <c>new LedgerProperties { Port = 7001 }</c>; null for the
    /// defaults.
    /// </param>
    /// <param name="options">What to allow for.</param>
    /// <param name="cancellationToken">Ends the verification.</param>
    /// <exception cref="ContractException">A rule is broken; the message says which and what to do.</exception>
    public static async Task VerifyAsync<TResource>(
        object? properties = null, ContractOptions? options = null, CancellationToken cancellationToken = default)
        where TResource : Resource
    {
        var definition = Define(typeof(TResource));
        var json = ResourceTypeDefinition.Write(properties);
        VerifySchema(definition);
        VerifyProperties(definition, properties, json);
        using var guard = new LocalGuard();
        var life = new ResourceLife(definition, json, guard, options ?? new ContractOptions());
        foreach (var chapter in life.Chapters)
        {
            cancellationToken.ThrowIfCancellationRequested();
            await chapter().ConfigureAwait(false);
        }
    }

    private static ResourceTypeDefinition Define(Type type)
    {
        try
        {
            return ResourceTypeDefinition.Of(type);
        }
        catch (InvalidResourceTypeException exception)
        {
            throw new ContractException(
                new Finding(type.Name, ContractRule.Type, exception.Message) { Thrown = exception });
        }
    }

    private static void VerifySchema(ResourceTypeDefinition definition)
    {
        using var schema = JsonDocument.Parse(definition.Schema);
        var bare = schema.RootElement.GetProperty("properties").EnumerateObject()
            .Where(property => !property.Value.TryGetProperty(
                "description", out var text) || text.GetString() is null or "")
            .Select(property => property.Name)
            .ToList();
        if (bare.Count > 0)
        {
            throw new ContractException(new Finding(
                definition.Name, ContractRule.Schema, $"these have none: {string.Join(", ", bare)}"));
        }
    }

    private static void VerifyProperties(ResourceTypeDefinition definition, object? properties, string json)
    {
        var reading = Read(definition, json);
        if (reading.Errors.Count > 0)
        {
            throw new ContractException(new Finding(
                definition.Name, ContractRule.Properties, string.Join("; ", reading.Errors)));
        }

        if (properties is not null && ResourceTypeDefinition.Write(reading.Value) is var again && again != json)
        {
            throw new ContractException(new Finding(
                definition.Name, ContractRule.Properties, $"written as {json}, read as {again}"));
        }

        if (Read(definition, """{"NoSuchProperty":1}""").Errors.Count == 0)
        {
            throw new ContractException(new Finding(
                definition.Name, ContractRule.Validation, "a property that does not exist was accepted"));
        }
    }

    private static Properties.PropertyReading Read(ResourceTypeDefinition definition, string json)
    {
        try
        {
            return definition.Read(json);
        }
        catch (Exception exception)
        {
            var found = $"Validate threw {exception.GetType().Name}: {exception.Message}";
            var finding = new Finding(definition.Name, ContractRule.Validation, found) { Thrown = exception };
            throw new ContractException(finding);
        }
    }
}
