using System.Reflection;
using System.Runtime.ExceptionServices;
using System.Text.Json;
using Holdfast.ResourceApi.Properties;

namespace Holdfast.ResourceApi.Hosting;

/// <summary>A method marked with <see cref="ControlAttribute"/>, ready to be called with JSON.</summary>
internal sealed class ControlMethod
{
    private readonly MethodInfo method;
    private readonly Type? argument;

    private ControlMethod(MethodInfo method, string name)
    {
        this.method = method;
        Name = name;
        var parameters = method.GetParameters();
        var arguments = parameters.Where(parameter => parameter.ParameterType != typeof(CancellationToken)).ToList();
        argument = arguments.FirstOrDefault()?.ParameterType;
        var errors = new List<string>();
        if (arguments.Count > 1 || parameters.Length - arguments.Count > 1)
        {
            errors.Add($"Control \"{name}\" ({method.DeclaringType?.FullName}.{method.Name}) may take one argument "
                + "and a CancellationToken; "
                + "put several arguments into one record.");
        }

        var result = method.ReturnType;
        var open = result.IsGenericType ? result.GetGenericTypeDefinition() : result;
        if (open != typeof(Task) && open != typeof(ValueTask) && open != typeof(Task<>) && open != typeof(ValueTask<>))
        {
            errors.Add($"Control \"{name}\" ({method.DeclaringType?.FullName}.{method.Name}) must return Task, "
                + "Task<T>, ValueTask or ValueTask<T>.");
        }

        Errors = errors;
    }

    public string Name { get; }

    public IReadOnlyList<string> Errors { get; private set; }

    public static IReadOnlyDictionary<string, ControlMethod> FindAll(Type type)
    {
        var controls = new SortedDictionary<string, ControlMethod>(StringComparer.OrdinalIgnoreCase);
        foreach (var method in type.GetMethods(BindingFlags.Public | BindingFlags.Instance))
        {
            if (method.GetCustomAttribute<ControlAttribute>() is not { } attribute)
            {
                continue;
            }

            var control = new ControlMethod(method, attribute.Name);
            if (!controls.TryAdd(control.Name, control))
            {
                controls[control.Name].Errors =
                    [.. controls[control.Name].Errors,
                        $"Two controls of {type.FullName} are named \"{control.Name}\"; names must differ."];
            }
        }

        return controls;
    }

    public async Task<JsonElement?> InvokeAsync(Resource resource, string? json, CancellationToken cancellationToken)
    {
        var values = new List<object?>();
        foreach (var parameter in method.GetParameters())
        {
            values.Add(parameter.ParameterType == typeof(CancellationToken) ? cancellationToken
                : !string.IsNullOrWhiteSpace(json) ? JsonSerializer.Deserialize(json, argument!, PropertyJson.Options)
                : parameter.HasDefaultValue ? parameter.DefaultValue
                : throw new ArgumentException(
                $"control \"{Name}\" needs an argument of type {argument!.Name} as JSON"));
        }

        object? returned;
        try
        {
            returned = method.Invoke(resource, [.. values]);
        }
        catch (TargetInvocationException exception) when (exception.InnerException is { } inner)
        {
            ExceptionDispatchInfo.Throw(inner);
            throw;
        }

        return await ResultAsync(returned).ConfigureAwait(false);
    }

    private static async Task<JsonElement?> ResultAsync(object? returned)
    {
        var task = returned switch
        {
            Task direct => direct,
            ValueTask value => value.AsTask(),
            null => Task.CompletedTask,
            _ => (Task)returned.GetType().GetMethod(nameof(ValueTask<int>.AsTask))!.Invoke(returned, null)!,
        };
        await task.ConfigureAwait(false);
        var type = task.GetType();
        return type.GetProperty(nameof(Task<int>.Result)) is { } result && result.PropertyType.Name != "VoidTaskResult"
            ? JsonSerializer.SerializeToElement(result.GetValue(task), result.PropertyType, PropertyJson.Options)
            : null;
    }
}
