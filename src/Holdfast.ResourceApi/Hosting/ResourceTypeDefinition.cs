using System.Reflection;
using System.Text.Json;
using System.Text.RegularExpressions;
using Holdfast.ResourceApi.Properties;

namespace Holdfast.ResourceApi.Hosting;

/// <summary>
/// A resource type as read from its class: what a monitor, <c>type register</c> and the test kit need to know of it.
/// Authors of resource DLLs do not need this.
/// </summary>
public sealed partial class ResourceTypeDefinition
{
    private ResourceTypeDefinition(Type entryType, ResourceTypeAttribute attribute)
    {
        EntryType = entryType;
        Attribute = attribute;
        PropertiesType = FindPropertiesType(entryType);
        Controls = ControlMethod.FindAll(entryType);
    }

    /// <summary>The class that implements the type.</summary>
    public Type EntryType { get; }

    /// <summary>The type of its properties record; null if it has no properties.</summary>
    public Type? PropertiesType { get; }

    /// <summary>The registered name.</summary>
    public string Name => Attribute.Name;

    /// <summary>The name that people read.</summary>
    public string DisplayName => Attribute.DisplayName ?? Attribute.Name;

    /// <summary>What the type is.</summary>
    public string Description => Attribute.Description;

    /// <summary>How often LooksAlive is called.</summary>
    public TimeSpan LooksAlivePollInterval { get; private set; }

    /// <summary>How often IsAlive is called.</summary>
    public TimeSpan IsAlivePollInterval { get; private set; }

    /// <summary>The longest silence of a pending Online or Offline.</summary>
    public TimeSpan PendingTimeout { get; private set; }

    /// <summary>The longest any other call may take.</summary>
    public TimeSpan DeadlockTimeout { get; private set; }

    /// <summary>What protection it needs before another node may take it over.</summary>
    public FenceScope FenceScope => Attribute.FenceScope;

    /// <summary>Whether its class says what it is to be promoted or demoted.</summary>
    public bool HasRoles => Overrides(nameof(Resource.PromoteAsync)) || Overrides(nameof(Resource.DemoteAsync));

    /// <summary>JSON Schema of the properties.</summary>
    public string Schema { get; private set; } = "";

    /// <summary>Names of the properties that are applied while the resource is online.</summary>
    public IReadOnlyList<string> AppliedAtOnce { get; private set; } = [];

    /// <summary>Names of its control calls, in order.</summary>
    public IReadOnlyList<string> ControlNames => [.. Controls.Keys];

    internal IReadOnlyDictionary<string, ControlMethod> Controls { get; }

    private ResourceTypeAttribute Attribute { get; }

    /// <summary>Every resource type of an assembly, ordered by name.</summary>
    /// <param name="assembly">A loaded resource DLL.</param>
    /// <exception cref="InvalidResourceTypeException">One of its types is not valid, or two have one name.</exception>
    public static IReadOnlyList<ResourceTypeDefinition> FindAll(Assembly assembly)
    {
        ArgumentNullException.ThrowIfNull(assembly);
        var errors = new List<string>();
        var definitions = new List<ResourceTypeDefinition>();
        var types = assembly.GetTypes().Where(type => type.GetCustomAttribute<ResourceTypeAttribute>() is not null);
        foreach (var type in types)
        {
            try
            {
                definitions.Add(Of(type));
            }
            catch (InvalidResourceTypeException exception)
            {
                errors.AddRange(exception.Errors);
            }
        }

        errors.AddRange(definitions.GroupBy(definition => definition.Name, StringComparer.OrdinalIgnoreCase)
            .Where(same => same.Count() > 1)
            .Select(same => $"The resource type name \"{same.Key}\" is given to "
                + $"{string.Join(" and ", same.Select(d => d.EntryType.FullName))}; each needs a name of its own."));
        return errors.Count > 0
            ? throw new InvalidResourceTypeException(errors)
            : [.. definitions.OrderBy(definition => definition.Name, StringComparer.Ordinal)];
    }

    /// <summary>Reads a class.</summary>
    /// <param name="type">A class with <see cref="ResourceTypeAttribute"/>.</param>
    /// <exception cref="InvalidResourceTypeException">It is not a valid resource type.</exception>
    public static ResourceTypeDefinition Of(Type type)
    {
        ArgumentNullException.ThrowIfNull(type);
        var errors = new List<string>();
        if (type.GetCustomAttribute<ResourceTypeAttribute>() is not { } attribute)
        {
            throw new InvalidResourceTypeException($"{type.FullName} has no [ResourceType(\"Name\")]; add it.");
        }

        if (!typeof(Resource).IsAssignableFrom(type) || type.IsAbstract || type.ContainsGenericParameters)
        {
            errors.Add($"{type.FullName} must be a class that can be created and derives from Resource or "
                + "Resource<TProperties>.");
        }

        if (type.GetConstructor(Type.EmptyTypes) is null)
        {
            errors.Add($"{type.FullName} needs a public constructor without parameters; what it needs, it gets from "
                + "Context in OpenAsync.");
        }

        if (!ValidName().IsMatch(attribute.Name))
        {
            errors.Add($"\"{attribute.Name}\" ({type.FullName}) cannot be a resource type's name; use letters, "
                + "digits, '.', '-' and '_', starting with a letter, at most 64, e.g. Acme.Ledger.");
        }

        if (errors.Count > 0)
        {
            throw new InvalidResourceTypeException(errors);
        }

        var definition = new ResourceTypeDefinition(type, attribute);
        definition.Complete(errors);
        return errors.Count > 0 ? throw new InvalidResourceTypeException(errors) : definition;
    }

    /// <summary>Reads and checks properties, completing them with their defaults.</summary>
    /// <param name="json">A JSON object; empty text is an empty object.</param>
    /// <returns>The record and every error; the record is null if it could not be read.</returns>
    public PropertyReading Read(string json)
    {
        var reading = PropertyReader.Read(PropertiesType, json);
        return reading is { Value: { } value, Errors: [] }
            ? reading with { Errors = [.. ((Resource)Activator.CreateInstance(EntryType)!).ValidateProperties(value)] }
            : reading;
    }

    /// <summary>Writes a properties record as the JSON that <see cref="Read(string)"/> reads.</summary>
    /// <param name="properties">A record of <see cref="PropertiesType"/>; null for a type without properties.</param>
    public static string Write(object? properties) =>
        properties is null ? "{}" : JsonSerializer.Serialize(properties, properties.GetType(), PropertyJson.Options);

    private static Type? FindPropertiesType(Type type)
    {
        for (var ancestor = type.BaseType; ancestor is not null; ancestor = ancestor.BaseType)
        {
            if (ancestor.IsGenericType && ancestor.GetGenericTypeDefinition() == typeof(Resource<>))
            {
                return ancestor.GetGenericArguments()[0];
            }
        }

        return null;
    }

    private bool Overrides(string method) => EntryType.GetMethod(method)!.DeclaringType != typeof(Resource);

    [GeneratedRegex(@"\A[A-Za-z][A-Za-z0-9._-]{0,63}\z", RegexOptions.NonBacktracking)]
    private static partial Regex ValidName();

    private void Complete(List<string> errors)
    {
        LooksAlivePollInterval = Read(nameof(LooksAlivePollInterval), Attribute.LooksAlivePollInterval);
        IsAlivePollInterval = Read(nameof(IsAlivePollInterval), Attribute.IsAlivePollInterval);
        PendingTimeout = Read(nameof(PendingTimeout), Attribute.PendingTimeout);
        DeadlockTimeout = Read(nameof(DeadlockTimeout), Attribute.DeadlockTimeout);
        foreach (var control in Controls.Values)
        {
            errors.AddRange(control.Errors);
        }

        var schema = PropertySchema.Of(PropertiesType);
        errors.AddRange(schema.Errors);
        Schema = schema.Json;
        AppliedAtOnce = schema.AppliedAtOnce;

        TimeSpan Read(string name, string text)
        {
            if (!Duration.TryParse(text, out var value) || value < TimeSpan.FromMilliseconds(10))
            {
                errors.Add($"{name} = \"{text}\" of {EntryType.FullName} is no duration of at least 10ms; write "
                    + "e.g. 250ms, 10s, 5min or 1h.");
            }

            return value;
        }
    }
}
