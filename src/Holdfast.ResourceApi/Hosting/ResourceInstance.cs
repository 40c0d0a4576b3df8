using System.Text.Json;
using Holdfast.ResourceApi.Properties;

namespace Holdfast.ResourceApi.Hosting;

/// <summary>
/// A resource object with its context and properties: what a host calls. Authors of resource DLLs do not need this.
/// </summary>
public sealed class ResourceInstance
{
    private object? properties;

    private ResourceInstance(ResourceTypeDefinition definition, Resource resource, object? properties)
    {
        Definition = definition;
        Resource = resource;
        this.properties = properties;
        resource.SetProperties(properties);
    }

    /// <summary>Its type.</summary>
    public ResourceTypeDefinition Definition { get; }

    /// <summary>The object whose entry points are called.</summary>
    public Resource Resource { get; }

    /// <summary>Creates the object; Open is still to be called.</summary>
    /// <param name="definition">Its type.</param>
    /// <param name="context">What it may ask of its host.</param>
    /// <param name="json">Its properties, a JSON object.</param>
    /// <exception cref="InvalidPropertiesException">The properties are not valid.</exception>
    public static ResourceInstance Create(ResourceTypeDefinition definition, ResourceContext context, string json)
    {
        ArgumentNullException.ThrowIfNull(definition);
        ArgumentNullException.ThrowIfNull(context);
        var value = definition.Read(json).ValueOrThrow();
        var resource = (Resource)Activator.CreateInstance(definition.EntryType)!;
        resource.Attach(context);
        return new(definition, resource, value);
    }

    /// <summary>
    /// Puts new properties in force: at once, if all that differ can be applied at once; else they wait.
    /// </summary>
    /// <param name="json">All properties, a JSON object.</param>
    /// <param name="online">Whether the resource is online; offline, everything is applied.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The names of the properties that wait for the next online; the others are in force.</returns>
    /// <exception cref="InvalidPropertiesException">The properties are not valid; nothing changed.</exception>
    public async Task<IReadOnlyList<string>> SetPropertiesAsync(
        string json, bool online, CancellationToken cancellationToken)
    {
        var wanted = Definition.Read(json).ValueOrThrow();
        var previous = properties;
        var different = PropertyReader.Differences(Definition.PropertiesType, previous, wanted);
        var waiting = online ? different.Except(Definition.AppliedAtOnce, StringComparer.Ordinal).ToList() : [];
        if (waiting.Count == 0 && different.Count > 0)
        {
            properties = wanted;
            Resource.SetProperties(wanted);
            if (online)
            {
                await Resource.PropertiesChangedFromAsync(previous, cancellationToken).ConfigureAwait(false);
            }
        }

        return waiting;
    }

    /// <summary>Calls a control.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="json">Its argument as JSON; null or empty for none.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>What it answered, as JSON; null if it answers nothing.</returns>
    /// <exception cref="ArgumentException">There is no such control, or its argument is missing.</exception>
    public Task<JsonElement?> ControlAsync(string name, string? json, CancellationToken cancellationToken) =>
        Definition.Controls.TryGetValue(name, out var control)
            ? control.InvokeAsync(Resource, json, cancellationToken)
            : throw new ArgumentException(Definition.Controls.Count == 0
                ? $"{Definition.Name} has no control calls"
                : $"{Definition.Name} has no control \"{name}\"; it has {string.Join(", ", Definition.ControlNames)}");
}
